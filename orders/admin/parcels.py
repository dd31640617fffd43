"""Sending parcels, marking them as delivered, and notes: what an order's page posts."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from database.errors import KontorError
from orders.admin.why import WhyField, why_of
from orders.errors import AlreadySent, OrderError
from orders.forms import QuantityField
from orders.models import Line, Order, Shipment
from orders.services import deliver_parcel, send_parcel, write_note
from orders.status import Status

CHANGE = "admin:orders_order_change"


class ParcelForm(forms.Form):
    """Carrier and tracking, and how many pieces of each line are in the parcel."""

    # Which parcel of the order it is: the form posted twice is one parcel.
    position = forms.IntegerField(
        required=False, min_value=1, max_value=32_767, widget=forms.HiddenInput
    )
    carrier = forms.CharField(
        label=gettext_lazy("Carrier"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
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
        help_text=gettext_lazy("The button of the mail leads there."),
        error_messages={
            "invalid": gettext_lazy("Enter a whole address, beginning with https://.")
        },
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
    )

    why = WhyField()

    def __init__(self, data: Any, *, lines: list[Line], position: int) -> None:
        super().__init__(data, initial={"position": position})
        self.lines = lines
        for line in lines:
            self.fields[f"line-{line.pk}"] = QuantityField(
                label=line.name,
                required=False,
                initial=line.to_ship,
                max_value=line.to_ship,
                widget=UnfoldAdminTextInputWidget(
                    attrs={"inputmode": "numeric", "aria-label": line.name}
                ),
                error_messages={
                    "invalid": _("Enter the pieces as a whole number."),
                    "max_value": _("Only %(limit_value)d are left to send."),
                },
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
        names = ("carrier", "tracking_number", "tracking_url", "position")
        values = self.cleaned_data
        return {name: values[name] for name in names} | {"reason": values["why"]}


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
    order = get_object_or_404(Order.objects.prefetch_related("lines"), pk=pk)
    lines = [line for line in order.lines.all() if line.to_ship]
    if order.status != Status.CONFIRMED:
        text = _("Order %(number)s is %(status)s. Only confirmed orders are sent.")
        names = {"number": order.number, "status": order.get_status_display()}
        messages.warning(request, text % names)
        return redirect(CHANGE, pk)
    if not lines:
        text = _("Nothing of order %(number)s is left to send.")
        messages.warning(request, text % {"number": order.number})
        return redirect(CHANGE, pk)
    position = order.shipments.count() + 1
    form = ParcelForm(request.POST or None, lines=lines, position=position)
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
            names = {"position": sent.position, "number": order.number}
            messages.success(request, text % names)
            return redirect(CHANGE, pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Send a parcel"),
        "order": order,
        "object": order,
        "form": form,
        "position": position,
    }
    return TemplateResponse(request, "admin/orders/order/parcel.html", context)


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
