"""From the country of a file, a name or a code, to its ISO 3166 code."""

from functools import cache

from accounts.addresses.countries import country_choices, three_letter_codes

# Names and codes that people write and the CLDR knows under another word.
_OTHER_WORDS = {
    "czech republic": "CZ",
    "eire": "IE",
    "el": "GR",
    "england": "GB",
    "great britain": "GB",
    "hong kong": "HK",
    "korea": "KR",
    "northern ireland": "GB",
    "rsa": "ZA",
    "scotland": "GB",
    "u.k.": "GB",
    "u.s.": "US",
    "u.s.a.": "US",
    "uk": "GB",
    "united states of america": "US",
    "usa": "US",
    "wales": "GB",
}


@cache
def country_code(text: str) -> str:
    """Return the code of a country by its English name or a code, in any case.

    Empty if there is none. Regions and "Unspecified" have none: the Channel Islands
    are two countries.
    """
    return _codes().get(" ".join(text.split()).casefold(), "")


@cache
def _codes() -> dict[str, str]:
    countries = country_choices()
    named = {name.casefold(): code for code, name in countries}
    coded = {code: code for code, _name in countries} | three_letter_codes()
    return (
        {text.casefold(): code for text, code in coded.items()} | named | _OTHER_WORDS
    )
