"""How people call the ways in which money moves."""

from orders.providers.methods import PAYMENT


def provider_label(code: str) -> str:
    """Return the way to pay in words; the code where the shop has it no more."""
    method = PAYMENT.get(code)
    return str(method.label) if method else code
