"""A year of orders for the demo shop."""
