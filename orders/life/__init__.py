"""What becomes of an order that is placed: sent, delivered, cancelled, moved."""
