"""The fields of a postal address, judged by the rules of its country."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.postal_addresses import JUDGED, WITH_STATES, judge

STATE_LABEL = _("State or province")
STATE_HELP = _("For countries that have them, such as the US, Canada and Australia.")


class CountrySelect(forms.Select):
    """Countries, those with states marked: the style sheet shows the field for them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, *args, **kwargs)
        if value in WITH_STATES:
            option["attrs"]["data-states"] = True
        return option


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
