"""Money as the locale writes it."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency
from django.conf import settings
from django.utils.translation import get_language, to_locale


def format_money(amount: Decimal, currency: str = "") -> str:
    """Return the amount with its currency, such as £1,042.10; the shop's by default."""
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return _written(amount, currency or settings.CURRENCY, locale)


# Pages and mails name the same prices again and again, and Babel takes its time.
@lru_cache(maxsize=5000)
def _written(amount: Decimal, currency: str, locale: str) -> str:
    return format_currency(amount, currency, locale=locale)
