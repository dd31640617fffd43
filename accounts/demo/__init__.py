"""The people of the demo shop."""
