"""What was carried out: runs of operations, and when the next one is due."""
