"""What a process keeps in its memory, and does beside its requests."""
