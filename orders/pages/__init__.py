"""What pages of an order are made of, for shoppers and for staff."""
