"""Sending parcels, marking them as delivered, and notes: what an order's page posts."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from database.back_office.fields import PiecesField
from database.back_office.pages import page
from database.errors import KontorError
from database.rows.money import round_half_up
from orders.admin.orders.carriers import carrier_field, used_carriers
from orders.admin.orders.steps import SHIP
from orders.admin.orders.why import WhyField, deliberate_why, why_of
from orders.errors import AlreadySent, OrderError
from orders.mails.expectations import lacks_payment
from orders.models import Line, Order, Shipment
from orders.services import deliver_parcel, send_parcel, write_note
from orders.status import Status

KILOGRAM = 1000  # grams
CHANGE = "admin:orders_order_change"
TRACKING = ("carrier", "tracking_number", "tracking_url")


class ParcelForm(forms.Form):
    """Carrier and tracking, and how many pieces of each line are in the parcel."""

    # Which parcel of the order it is: the form posted twice is one parcel.
    position = forms.IntegerField(
        required=False, min_value=1, max_value=32_767, widget=forms.HiddenInput
    )
    carrier = carrier_field()
    tracking_number = forms.CharField(
        label=gettext_lazy("Tracking number"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    tracking_url = forms.URLField(
        label=gettext_lazy("Tracking page"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("The button in the mail opens it."),
        error_messages={
            "invalid": gettext_lazy("Enter a full URL that begins with https://.")
        },
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
    )

    why = WhyField()

    def __init__(
        self, data: Any, *, order: Order, lines: list[Line], position: int
    ) -> None:
        super().__init__(data, initial={"position": position})
        self.lines, self.is_unpaid = lines, lacks_payment(order)
        if order.is_collected:
            for name in TRACKING:
                del self.fields[name]
        if self.is_unpaid:
            self.fields["unpaid"] = forms.BooleanField(
                label=_("Hand the goods over before the payment has arrived"),
                error_messages={
                    "required": _("Tick this, or record the payment first.")
                },
            )
            self.fields["why"] = deliberate_why()
        for line in lines:
            self.fields[f"line-{line.pk}"] = PiecesField(
                line.name,
                most=line.to_ship,
                initial=line.to_ship,
                too_many=_("Only %(limit_value)d are left to send."),
            )

    def rows(self) -> list[tuple[Line, Any]]:
        """Return each line with its field."""
        return [(line, self[f"line-{line.pk}"]) for line in self.lines]

    @property
    def quantities(self) -> dict[UUID, int]:
        """Return what `send_parcel` takes."""
        values = self.cleaned_data
        return {line.pk: values[f"line-{line.pk}"] or 0 for line in self.lines}

    @property
    def tracking(self) -> dict[str, Any]:
        """Return carrier, number and page, which parcel it is, and why it goes."""
        values = self.cleaned_data
        tracking = {name: values.get(name, "") for name in TRACKING}
        return tracking | {
            "position": values["position"],
            "reason": values["why"],
            "only_paid": not self.is_unpaid,
        }


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        max_length=2000,
        error_messages={
            "required": gettext_lazy("The note is empty. Write something, then save."),
            "max_length": gettext_lazy(
                "A note has at most %(limit_value)d characters."
            ),
        },
    )


def parcel(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what is in the parcel, and send it."""
    model_admin.require(model_admin.has_fulfil_permission(request))
    rows = Order.objects.select_related("payment_balance")
    order = get_object_or_404(rows.prefetch_related("lines__product"), pk=pk)
    left = [line for line in order.lines.all() if line.to_ship]
    lines = sorted(left, key=_way_through_the_shelves)
    if order.status != Status.CONFIRMED:
        text = _("Order %(number)s is %(status)s. Only confirmed orders can be sent.")
        names = {"number": order.number, "status": order.status_label}
        messages.warning(request, text % names)
        return redirect(CHANGE, pk)
    if not lines:
        text = _("Nothing in order %(number)s is left to send.")
        messages.warning(request, text % {"number": order.number})
        return redirect(CHANGE, pk)
    position = order.shipments.count() + 1
    form = ParcelForm(request.POST or None, order=order, lines=lines, position=position)
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_parcel(order_id=pk, quantities=form.quantities, **form.tracking)
        except AlreadySent as error:
            messages.warning(request, str(error))
            return redirect(CHANGE, pk)
        except KontorError as error:
            form.add_error(None, str(error))
        else:
            text = _("Parcel %(position)d of order %(number)s is on its way.")
            if order.is_collected:
                text = _("Order %(number)s is ready. The customer gets a mail.")
            names = {"position": sent.position, "number": order.number}
            messages.success(request, text % names)
            return redirect(CHANGE, pk)
    context = {
        "opts": model_admin.opts,
        "title": SHIP.label_for(order) if order.is_collected else _("Send a parcel"),
        "order": order,
        "object": order,
        "form": form,
        "position": position,
        "weight": _weight(lines),
        "is_unpaid": form.is_unpaid,
        "due": order.due,
        "carriers": used_carriers(),
    }
    return page(request, "admin/orders/order/parcel.html", context)


def _way_through_the_shelves(line: Line) -> list[Any]:
    """Sort A2-07 before A10-01, and what has no shelf at the end."""
    parts = re.split(r"(\d+)", line.product.shelf.upper())
    numbered = [int(part) if part.isdecimal() else part for part in parts]
    return [not line.product.shelf, *numbered]


def _weight(lines: list[Line]) -> str:
    """Return what is left to send weighs, in words; nothing where one is not known."""
    weights = [line.product.weight for line in lines]
    if None in weights:
        return ""
    grams = sum(line.product.weight * line.to_ship for line in lines)
    if grams < KILOGRAM:
        return _("%(grams)d g") % {"grams": grams}
    kilograms = round_half_up(Decimal(grams) / KILOGRAM, places=1)
    return _("%(kilograms)s kg") % {"kilograms": number_format(kilograms)}


def delivered(
    model_admin: Any, request: HttpRequest, pk: UUID, parcel: UUID
) -> HttpResponse:
    """Mark a parcel as delivered."""
    model_admin.require(model_admin.has_fulfil_permission(request))
    if request.method == "POST":
        if not Shipment.objects.filter(pk=parcel, order=pk).exists():
            raise Http404
        why, wrong = why_of(request)
        try:
            if wrong:
                raise OrderError(wrong)
            done = deliver_parcel(shipment_id=parcel, reason=why)
        except KontorError as error:
            messages.warning(request, str(error))
        else:
            text = _("Parcel %(position)d is delivered.")
            if done.order.is_collected:
                text = _("Part %(position)d is collected.")
            messages.success(request, text % {"position": done.position})
    return redirect(CHANGE, pk)


def note(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a note on the order."""
    model_admin.require(request.user.has_perm("orders.note_order"))
    if request.method == "POST":
        get_object_or_404(Order, pk=pk)
        form = NoteForm(request.POST)
        if form.is_valid():
            write_note(order_id=pk, text=form.cleaned_data["text"])
            messages.success(request, _("Your note is saved."))
        else:
            messages.warning(request, " ".join(form.errors["text"]))
    return redirect(CHANGE, pk)
