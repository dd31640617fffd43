"""Django's PostgreSQL backend with a pool that keeps a book and survives a restart."""
