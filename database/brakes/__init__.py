"""Brakes: how often somebody may do something, and addresses that may do nothing.

A rule says how many tries of whom (a client address, an e-mail address, a visitor)
within how long. Where money or accounts are at stake they are counted in rows: exactly,
by all processes together, and with Redis away. Where only work is at stake they are
counted in the process.
"""
