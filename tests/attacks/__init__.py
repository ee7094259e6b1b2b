"""What somebody hostile may try, one table of it (`table.py`), and a fuzz of everything that parses outside input."""
