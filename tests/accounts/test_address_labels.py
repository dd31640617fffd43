"""An address as it stands on a parcel."""

from accounts.models import Address


def label(**parts):
    return Address(full_name="Ada Reed", **parts).label_rows()


def test_british_towns_come_before_the_postcode():
    rows = label(line1="1 Mill Lane", city="Bath", postcode="BA1 1AA", country="GB")

    assert rows == ["Ada Reed", "1 Mill Lane", "Bath BA1 1AA", "United Kingdom"]


def test_german_postcodes_come_before_the_town():
    rows = label(line1="Hauptweg 1", city="Köln", postcode="50667", country="DE")

    assert rows[2:] == ["50667 Köln", "Germany"]


def test_a_country_alone_is_left_out():
    assert label(country="GB") == ["Ada Reed"]


def test_an_unknown_country_is_named_by_its_code():
    assert label(city="Nowhere", country="XX")[-1] == "XX"
