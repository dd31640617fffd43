"""From a country's name in a file to its code."""

import pytest

from orders.importing.countries import country_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United Kingdom", "GB"),
        ("EIRE", "IE"),
        ("RSA", "ZA"),
        ("USA", "US"),
        ("Czech Republic", "CZ"),
        ("Hong Kong", "HK"),
        ("Korea", "KR"),
        (" united  arab emirates", "AE"),
        ("GB", "GB"),
        ("UK", "GB"),
        ("uk", "GB"),
        ("GBR", "GB"),
        ("gbr", "GB"),
        ("fra", "FR"),
        ("de", "DE"),
        ("EL", "GR"),
        ("U.S.A.", "US"),
        ("ROU", "RO"),
        ("XXX", ""),
        ("EU", ""),
        ("Channel Islands", ""),
        ("European Community", ""),
        ("West Indies", ""),
        ("Unspecified", ""),
        ("", ""),
    ],
)
def test_a_name_has_the_code_of_iso_3166_or_none(name, code):
    assert country_code(name) == code
