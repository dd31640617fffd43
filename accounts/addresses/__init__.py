"""Postal addresses and countries."""
