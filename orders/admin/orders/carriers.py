"""Carriers: typed once, offered from then on."""

from collections import Counter

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.models import Shipment

# Parcels that are looked at, newest first, and carriers that are offered of them.
RECENT, OFFERED = 300, 8
LIST = "carriers"


def carrier_field(**attrs: str) -> forms.CharField:
    """Return a field that offers the carriers of the page's list, and takes others."""
    attrs |= {"list": LIST, "autocomplete": "off"}
    return forms.CharField(
        label=_("Carrier"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs=attrs),
    )


def used_carriers() -> list[str]:
    """Return the carriers of recent parcels, the most used first. One query."""
    recent = Shipment.objects.order_by("-pk").values_list("carrier", flat=True)
    used = Counter(name for name in recent[:RECENT] if name)
    return [name for name, _count in used.most_common(OFFERED)]
