"""What ops can run: its function, its command, what it answers."""
