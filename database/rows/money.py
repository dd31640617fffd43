"""How much money a column takes, and the one way to round. Every amount passes here.

PostgreSQL and MariaDB refuse what does not fit with an error that nobody understands.
SQLite stores it, and every read of the row fails from then on. So the column itself
refuses, in a sentence, on every engine.
"""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from database.errors import KontorError

# Totals: DECIMAL(14, 2). Prices of one piece: DECIMAL(14, 4).
DIGITS, PLACES, UNIT_PLACES = 14, 2, 4
# The sign itself, as every page sets it by hand: Babel writes a hyphen.
MINUS = "−"
MOST_MONEY = Decimal("999999999999.99")


class AmountTooLarge(KontorError):
    """An amount is larger than its column; nothing was stored."""

    def __init__(self, amount: Decimal, most: Decimal) -> None:
        self.amount, self.most = amount, most
        super().__init__(
            _("An amount is too large: at most %(most)s can be stored.")
            % {"most": f"{most:,}"}
        )


def round_half_up(amount: Decimal, places: int = PLACES) -> Decimal:
    """Round half-up: what is shown is rounded like what is charged."""
    return amount.quantize(_unit(places), rounding=ROUND_HALF_UP)


@cache
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def is_money(amount: Decimal) -> bool:
    """Tell whether a column of money takes the amount as it is, to the last digit."""
    if not amount.is_finite() or abs(amount) > MOST_MONEY:
        return False
    return amount == round_half_up(amount)


def most_of(field: models.DecimalField) -> Decimal:
    """Return the largest number that a column takes."""
    digits, places = field.max_digits or DIGITS, field.decimal_places or 0
    return Decimal(10) ** (digits - places) - Decimal(1).scaleb(-places)


class BoundedDecimalField(models.DecimalField):
    """A DecimalField that refuses to store what could not be read again.

    To the migrations it is Django's own.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    @cached_property
    def _most(self) -> Decimal:
        return most_of(self)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return what is stored. Raises AmountTooLarge."""
        number = value
        if not isinstance(value, Decimal):
            number = None if hasattr(value, "as_sql") else self.to_python(value)
        if number is None:
            return super().get_db_prep_save(value, connection)
        if not (number.is_finite() and abs(number) <= self._most):
            raise AmountTooLarge(number, self._most)
        return connection.ops.adapt_decimalfield_value(
            number, self.max_digits, self.decimal_places
        )


def money_column(label: Any, **kwargs: Any) -> BoundedDecimalField:
    """Return a column for a total: two decimals of its currency."""
    return BoundedDecimalField(
        label, max_digits=DIGITS, decimal_places=PLACES, **kwargs
    )


def unit_price_column(label: Any, **kwargs: Any) -> BoundedDecimalField:
    """Return a column for the price of one piece: four decimals."""
    return BoundedDecimalField(
        label, max_digits=DIGITS, decimal_places=UNIT_PLACES, **kwargs
    )


def format_money(amount: Decimal, currency: str = "") -> str:
    """Return the amount with its currency, such as £1,042.10; the shop's by default.

    Rounded half-up, as it is charged: Babel alone rounds half to even.
    """
    return _written(amount, currency or settings.CURRENCY, _locale())


def format_exact(amount: Decimal, currency: str = "") -> str:
    """Return the price of a piece, with its parts of a penny if it has any."""
    if amount == round_half_up(amount):
        return format_money(amount, currency)
    written = format_currency(
        round_half_up(amount, UNIT_PLACES).normalize(),
        currency or settings.CURRENCY,
        locale=_locale(),
        decimal_quantization=False,
    )
    return written.replace("-", MINUS)


def _locale() -> str:
    return to_locale(get_language() or settings.LANGUAGE_CODE)


# Pages and mails name the same prices again and again, and Babel takes its time.
@lru_cache(maxsize=5000)
def _written(amount: Decimal, currency: str, locale: str) -> str:
    rounded = round_half_up(amount, get_currency_precision(currency))
    return format_currency(rounded, currency, locale=locale).replace("-", MINUS)
