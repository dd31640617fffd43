"""Money as the locale writes it."""

from decimal import Decimal

from database.rows.money import format_exact, format_money, round_half_up

__all__ = ["format_each", "format_money"]


def format_each(unit_price: Decimal, quantity: int, currency: str = "") -> str:
    """Return the price of one piece, so that it agrees with what all are charged.

    Prices have four decimals. They are shown where pieces times the rounded price
    would be another amount than the line's.
    """
    rounded = round_half_up(unit_price)
    if rounded * quantity == round_half_up(unit_price * quantity):
        return format_money(unit_price, currency)
    return format_exact(unit_price, currency)
