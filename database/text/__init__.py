"""Texts as engines keep, compare and find them."""
