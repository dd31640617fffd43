"""What the address of a country has to have."""

from itertools import islice
from random import Random

import pytest

from accounts.addresses.countries import country_choices
from accounts.addresses.postal import WITH_STATES, judge, rules_of
from accounts.demo.people import SHOPPER, invent_people


def judged(country, city="Somewhere", postcode="", state="", line1="1 High Street"):
    parts = {"city": city, "postcode": postcode, "state": state, "line1": line1}
    return judge({"country": country, **parts})


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("GB", "yo1 7hh", "YO1 7HH"),
        ("GB", "YO17HH", "YO17HH"),
        ("GB", "BFPO 61", "BFPO 61"),
        ("NL", "1234ab", "1234AB"),
        ("DE", "D-50667", "50667"),
        ("SE", "SE-114 55", "114 55"),
        ("PL", "00950", "00-950"),
        ("PT", "1000 205", "1000-205"),
        ("JP", "１００－０００１", "100-0001"),
        ("US", "627011234", "62701-1234"),
        ("US", "62701–1234", "62701-1234"),
        ("CA", "m5v3l9", "M5V3L9"),
        ("IE", "", ""),
        ("HK", "999077", "999077"),
    ],
)
def test_a_postcode_is_kept_as_its_country_writes_it(country, typed, kept):
    values, wrong = judged(country, postcode=typed, state="CA")

    assert values["postcode"] == kept
    assert "postcode" not in wrong


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("GB", "NONSENSE 99999"),
        ("GB", "YO1 7HH and more"),
        ("GB", "12345"),
        ("DE", "5066"),
        ("DE", "5066７８"),
        ("US", "ABCDE"),
        ("NL", "0123 AB"),
        ("FR", "75001 Paris"),
    ],
)
def test_what_is_no_postcode_there_is_refused_with_one_that_is(country, typed):
    values, wrong = judged(country, postcode=typed, state="CA")

    assert wrong["postcode"].startswith(f"“{typed}” is not a postcode in the country")
    assert wrong["postcode"].endswith(f"look like {rules_of(country).example}.")
    assert values["postcode"] == typed


@pytest.mark.parametrize(
    ("country", "parts", "asked"),
    [
        ("GB", {"city": ""}, {"city", "postcode"}),
        ("IE", {}, set()),
        ("HK", {"city": "Central"}, set()),
        ("HK", {"city": "Kowloon"}, set()),
        ("HK", {}, {"state"}),
        ("AE", {"city": "Dubai"}, set()),
        ("AE", {"city": "دبي"}, set()),
        ("AE", {"city": ""}, {"state"}),
        ("AE", {"city": "Al Ain", "state": "Abu Dhabi"}, set()),
        ("SG", {"city": "", "postcode": "546080"}, set()),
        ("US", {"postcode": "62701"}, {"state"}),
        ("IN", {"postcode": "400001"}, {"state"}),
        ("JP", {"postcode": "100-0001", "city": ""}, {"state"}),
        ("AQ", {"line1": ""}, {"line1"}),
        ("", {"line1": "", "city": ""}, {"line1", "city", "country"}),
    ],
)
def test_a_country_is_asked_for_what_its_addresses_have(country, parts, asked):
    assert judged(country, **parts)[1].keys() == asked


@pytest.mark.parametrize(
    ("country", "state"),
    [
        ("US", "IL"),
        ("US", "illinois"),
        ("CA", "Québec"),
        ("CA", "quebec"),
        ("CA", "QC"),
        ("AU", "nsw"),
        ("BR", "Sao Paulo"),
        ("JP", "東京都"),
        ("KR", "Gangwon"),
    ],
)
def test_a_state_is_known_by_its_name_and_by_its_letters(country, state):
    values, wrong = judged(country, state=state)

    assert values["state"] == state
    assert "state" not in wrong


def test_an_unknown_state_is_refused_with_the_nearest():
    sentence = judged("US", state="Ilinois")[1]["state"]

    assert sentence == "We do not know the state “Ilinois”. Did you mean Illinois?"


def test_a_country_without_states_keeps_none():
    values, wrong = judged("GB", postcode="YO1 7HH", state="Kent")

    assert (values["state"], wrong) == ("", {})


def test_towns_are_kept_as_they_were_typed():
    assert judged("FR", "Saint-Malo")[0]["city"] == "Saint-Malo"


def test_the_countries_with_states_are_those_of_the_library():
    codes = {code for code, _name in country_choices()}

    assert {code for code in codes if rules_of(code).has_states} == WITH_STATES


def test_the_addresses_of_the_demo_would_pass():
    people = [SHOPPER, *islice(invent_people(Random(1)), 300)]

    assert {person.country for person in people} == {"GB", "IE", "DE", "FR", "NL"}
    for person in people:
        assert judge({"state": "", **person.address})[1] == {}


def test_an_area_is_suggested_in_letters_that_the_visitor_can_read():
    _, wrong = judged("HK", city="Hong Kong")

    assert wrong == {"state": "Enter the area, such as Kowloon."}
