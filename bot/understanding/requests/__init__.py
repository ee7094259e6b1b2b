"""What is wanted of events that are there: list, free time, cancel, move, rename, remind."""
