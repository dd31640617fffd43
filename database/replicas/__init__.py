"""Reads from replicas, never older than what the reader has written."""
