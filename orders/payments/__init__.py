"""How money comes and goes: received, charged, refunded, read from the bank."""
