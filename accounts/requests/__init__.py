"""What a request says of its client, what is logged of it, and what holds it back."""
