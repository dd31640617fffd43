"""Countries by ISO 3166 code, named by Babel's copy of the CLDR."""

from functools import cache

from babel import Locale
from babel.core import get_global

# CLDR also lists regions that are no country anybody ships to.
_NO_COUNTRY = frozenset("AC AN CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())


def country_name(code: str) -> str:
    """Return the English name of a country, or the code where it is unknown."""
    return Locale("en", "GB").territories.get(code, code)


@cache
def country_choices() -> tuple[tuple[str, str], ...]:
    """Return (ISO 3166 alpha-2 code, English name), by name."""
    countries = [
        (code, name)
        for code, name in Locale("en", "GB").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    ]
    return tuple(sorted(countries, key=lambda country: country[1]))


def three_letter_codes() -> dict[str, str]:
    """Return the ISO 3166 alpha-2 code of each alpha-3 code, such as GB of GBR."""
    known = {code for code, _name in country_choices()}
    return {
        code: countries[0]
        for code, countries in get_global("territory_aliases").items()
        if len(code) == 3 and len(countries) == 1 and countries[0] in known
    }
