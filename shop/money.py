"""Money as the locale writes it."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale

from database.money import UNIT_PLACES, round_half_up


def format_money(amount: Decimal, currency: str = "") -> str:
    """Return the amount with its currency, such as £1,042.10; the shop's by default.

    Rounded half-up, as it is charged: Babel alone rounds half to even.
    """
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return _written(amount, currency or settings.CURRENCY, locale)


def format_each(unit_price: Decimal, quantity: int, currency: str = "") -> str:
    """Return the price of one piece, so that it agrees with what all are charged.

    Prices have four decimals. They are shown where pieces times the rounded price
    would be another amount than the line's.
    """
    rounded = round_half_up(unit_price)
    if rounded * quantity == round_half_up(unit_price * quantity):
        return format_money(unit_price, currency)
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return format_currency(
        round_half_up(unit_price, UNIT_PLACES).normalize(),
        currency or settings.CURRENCY,
        locale=locale,
        decimal_quantization=False,
    )


# Pages and mails name the same prices again and again, and Babel takes its time.
@lru_cache(maxsize=5000)
def _written(amount: Decimal, currency: str, locale: str) -> str:
    rounded = round_half_up(amount, get_currency_precision(currency))
    return format_currency(rounded, currency, locale=locale)
