"""The demo shop: what it sells, and the pictures of it."""
