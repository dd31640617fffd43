"""Shoppers' pages of the catalogue."""
