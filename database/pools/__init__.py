"""Connections to PostgreSQL: lent, kept, counted and sized."""
