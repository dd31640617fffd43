"""Many buyers at once, in threads and processes, in a database of their own."""
