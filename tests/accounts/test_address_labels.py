"""An address as it stands on a parcel."""

import pytest

from accounts.models import Address


def label(**parts):
    return Address(full_name="Ada Reed", **parts).label_rows()


def test_british_towns_come_before_the_postcode():
    rows = label(line1="1 Mill Lane", city="Bath", postcode="BA1 1AA", country="GB")

    assert rows == ["Ada Reed", "1 Mill Lane", "Bath", "BA1 1AA", "United Kingdom"]


@pytest.mark.parametrize(
    ("country", "city", "state", "postcode", "rows"),
    [
        ("US", "Springfield", "IL", "62701", ["Springfield, IL 62701"]),
        ("CA", "Toronto", "ON", "M5V 3L9", ["Toronto ON M5V 3L9"]),
        ("IN", "Mumbai", "Maharashtra", "400001", ["Mumbai 400001", "Maharashtra"]),
        ("JP", "Chiyoda", "Tokyo", "100-0001", ["Chiyoda, Tokyo", "100-0001"]),
        ("AE", "Dubai", "", "", ["Dubai"]),
        ("AE", "Dubai", "Dubai", "", ["Dubai"]),
        ("HK", "Central", "", "", ["Central"]),
        ("HK", "Central", "", "999077", ["Central 999077"]),
        ("GB", "Rye", "Sussex", "", ["Rye Sussex"]),
        ("US", "", "", "62701", ["62701"]),
        ("SE", "Lund", "", "223 50", ["SE-223 50 Lund"]),
        ("SE", "Lund", "", "", ["Lund"]),
    ],
)
def test_every_country_has_its_order_and_no_part_is_lost(
    country, city, state, postcode, rows
):
    place = {"country": country, "city": city, "state": state, "postcode": postcode}

    assert label(line1="1 Mill Lane", **place)[2:-1] == rows


def test_german_postcodes_come_before_the_town():
    rows = label(line1="Hauptweg 1", city="Köln", postcode="50667", country="DE")

    assert rows[2:] == ["50667 Köln", "Germany"]


def test_a_country_alone_is_left_out():
    assert label(country="GB") == ["Ada Reed"]


def test_an_unknown_country_is_named_by_its_code():
    assert label(city="Nowhere", country="XX")[-1] == "XX"
