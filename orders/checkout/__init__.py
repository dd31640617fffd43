"""From a basket to an order: filled, shown, asked for and placed."""
