"""Tests of what ops can run."""
