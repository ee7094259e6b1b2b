"""What is told, agreed or wished and asks for nothing, though it may name a time."""
