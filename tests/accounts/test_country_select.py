"""The list of countries: rendered once, and the very list that Django would render."""

import pytest
from django import forms

from accounts.addresses.countries import country_choices
from accounts.forms import postal
from accounts.forms.postal import CountrySelect

HOSTILE = (("", "<choose>"), ('"><b>', "Tom & Jerry's"), ("US", "United States"))


class AsDjangoDoes(CountrySelect):
    optgroups = forms.Select.optgroups

    def render(self, *args, **kwargs) -> str:
        """Leave out the empty line that Django leaves behind each option."""
        return super().render(*args, **kwargs).replace("\n\n", "\n")


class PlaceForm(forms.Form):
    country = forms.ChoiceField(choices=country_choices, widget=CountrySelect)


def rendered(kind: type[CountrySelect], value: str | None, choices=HOSTILE) -> str:
    widget = kind(attrs={"autocomplete": "country"}, choices=choices)
    return widget.render("country", value, {"id": "id_country"})


@pytest.mark.parametrize("value", ["GB", "US", "ZZ", "", None, '"><script>', "gb"])
def test_the_list_is_what_django_renders(value):
    choices = country_choices()

    ours = rendered(CountrySelect, value, choices)

    assert ours == rendered(AsDjangoDoes, value, choices)
    assert ours.count("<option") == len(choices) == 249
    assert ours.count(" selected") == (value in {"GB", "US"})


@pytest.mark.parametrize("value", ["", '"><b>', "US", None])
def test_what_stands_in_a_choice_is_escaped(value):
    ours = rendered(CountrySelect, value)

    assert ours == rendered(AsDjangoDoes, value)
    assert '<option value="&quot;&gt;&lt;b&gt;"' in ours
    assert "Tom &amp; Jerry&#x27;s" in ours


def test_a_form_that_was_refused_keeps_the_choice_and_marks_no_unknown_one():
    known, unknown = PlaceForm({"country": "NO"}), PlaceForm({"country": "Mordor"})

    assert not unknown.is_valid()
    assert '<option value="NO" selected>Norway</option>' in str(known["country"])
    assert " selected" not in str(unknown["country"])
    assert "Mordor" not in str(unknown["country"])


def test_options_are_rendered_once(monkeypatch):
    rendered(CountrySelect, "GB", country_choices())
    monkeypatch.setattr(postal, "get_default_renderer", None)

    again = rendered(CountrySelect, "GB", country_choices())

    assert '<option value="GB" selected>United Kingdom</option>' in again
    assert postal._option.cache_info().maxsize == 4096
