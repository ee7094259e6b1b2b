"""What is left once the time is taken out: the title, the place and the people, each with its span."""
