"""A database backend whose process dies at a checkout's COMMIT; see `base`."""
