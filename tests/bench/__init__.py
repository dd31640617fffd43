"""How close we are to the least that is possible: `python -m tests.bench`."""
