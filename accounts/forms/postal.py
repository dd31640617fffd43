"""The fields of a postal address, judged by the rules of its country."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext_lazy as _

from accounts.addresses.postal import JUDGED, WITH_STATES, judge

STATE_LABEL = _("State or province")
STATE_HELP = _("For countries that have them, such as the US, Canada and Australia.")


class CountrySelect(forms.Select):
    """Countries, those with states marked: the style sheet shows the field for them.

    Two hundred and fifty templates of an option took half of the checkout's time: each
    option is rendered once and kept, chosen or not.
    """

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, *args, **kwargs)
        if value in WITH_STATES:
            option["attrs"]["data-states"] = True
        return option

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return all options as one, which Django's template includes."""
        countries = [(str(code or ""), str(label)) for code, label in self.choices]
        chosen = next((code for code, _label in countries if code in value), None)
        options = (_option(code, label, code == chosen) for code, label in countries)
        return [(None, [{"template_name": _Rendered("\n  ".join(options))}], 0)]


@dataclass(frozen=True, slots=True)
class _Rendered:
    """HTML that a template can include."""

    html: str

    def render(self, context: Any) -> str:
        return self.html


# Every country, chosen and not, in several languages: some 200 bytes each.
@lru_cache(maxsize=4096)
def _option(code: str, label: str, is_chosen: bool) -> str:
    option = CountrySelect().create_option("", code, label, is_chosen, 0)
    return get_default_renderer().render(option["template_name"], {"widget": option})


def mark_needed(form: forms.BaseForm) -> None:
    """Keep "(optional)" away from what only the server can ask for, by the country."""
    for name in JUDGED:
        field: Any = form.fields[name]
        field.asked_for = True


def check_postal_address(form: forms.BaseForm) -> None:
    """Judge the address of a form that is being cleaned, and keep it as judged."""
    values = form.cleaned_data
    kept, wrong = judge({name: values.get(name) or "" for name in JUDGED})
    for name, sentence in wrong.items():
        if name not in form.errors:
            form.add_error(name, sentence)
    values.update({name: kept[name] for name in JUDGED if name not in form.errors})
