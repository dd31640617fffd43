"""How long rows are kept, and what removes them."""
