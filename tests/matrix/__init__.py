"""The fault matrix: which faults the core holds against, which tests say so, and the defects that those tests notice.

`python -m tests.matrix` runs the tests and prints the table; `python -m tests.matrix --defects` is the mutation pass.
The rows are data, in rows.toml.
"""
