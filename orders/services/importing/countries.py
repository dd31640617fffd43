"""From the name of a country in a file to its ISO 3166 code."""

from functools import cache

from accounts.countries import country_choices

# Names that the CLDR knows under another word.
_OTHER_WORDS = {
    "czech republic": "CZ",
    "eire": "IE",
    "great britain": "GB",
    "hong kong": "HK",
    "korea": "KR",
    "rsa": "ZA",
    "usa": "US",
}


@cache
def country_code(name: str) -> str:
    """Return the code of a country by its English name; empty where there is none.

    Regions and "Unspecified" have none: the Channel Islands are two countries.
    """
    return _codes().get(" ".join(name.split()).casefold(), "")


@cache
def _codes() -> dict[str, str]:
    named = {name.casefold(): code for code, name in country_choices()}
    return named | _OTHER_WORDS
