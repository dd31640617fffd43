"""The proof that nothing is sold twice: real buyers race for the same pieces."""

from orders.proving.rounds import Plan, Proof, Round, prove

__all__ = ["Plan", "Proof", "Round", "prove"]
