"""Tests of brakes."""
