"""How rows are declared, written and read."""
