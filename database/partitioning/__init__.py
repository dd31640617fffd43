"""Tables that PostgreSQL keeps by months, and how long their rows are kept anywhere."""
