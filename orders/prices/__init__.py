"""What an order costs: lines, tax and delivery."""
