"""What allauth calls."""
