"""One module a shelf: what stands on it."""
