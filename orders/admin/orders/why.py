"""Why staff move an order on: one line for colleagues, if they like."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

LONGEST = 200


class WhyField(forms.CharField):
    """The line. It stays in the order's history, and the customer never sees it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Why"))
        kwargs.setdefault(
            "help_text", _("Optional. Stays in the order's history, for colleagues.")
        )
        super().__init__(
            required=False,
            max_length=LONGEST,
            widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
            error_messages={
                "max_length": _("Why: use up to %(limit_value)d characters.")
            },
            **kwargs,
        )


def deliberate_why() -> WhyField:
    """Return the field for why something is done without the money being here."""
    field = WhyField(
        label=_("Why before it is paid"),
        help_text=_("Stays in the order's history, for colleagues."),
    )
    field.required = True
    field.error_messages["required"] = _(
        "Say why, because colleagues will look for the money."
    )
    return field


class WhyForm(forms.Form):
    """What a button's form brings besides the button."""

    why = WhyField()


class WhyActionForm(ActionForm):
    """The choice of a list's action, and why."""

    # Looked at by the action, which says what is wrong with it: Django would answer
    # that no action was chosen.
    why = forms.CharField(
        label="",
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "bo-input bo-line",
                "maxlength": LONGEST,
                "autocomplete": "off",
                "aria-label": _("Why (optional)"),
                "placeholder": _("Why? Optional, for colleagues"),
            }
        ),
    )


def why_of(request: HttpRequest) -> tuple[str, str]:
    """Return what was posted as the reason, and what is wrong with it, if anything."""
    form = WhyForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["why"], ""
    return "", " ".join(form.errors["why"])
