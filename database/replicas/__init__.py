"""Reads from replicas, never older than what the reader himself has written."""
