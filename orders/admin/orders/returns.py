"""Returns: what customers want to send back, answered and received."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from database.back_office import ReadOnlyModelAdmin
from database.back_office.display import badge, column, moment
from database.back_office.pages import page
from database.errors import KontorError
from orders.admin.money.forms import AnswerForm
from orders.admin.orders.arrival_form import ArrivalForm
from orders.life.still_out import still_out
from orders.models import Return
from orders.returns.asking import nothing_changed
from orders.returns.receiving import Arrived
from orders.services import approve_return, receive_return, refuse_return

BADGES = {
    "requested": "pending",
    "approved": "confirmed",
    "refused": "cancelled",
    "partly": "shipped",
    "received": "delivered",
    "closed": "cancelled",
}
CHANGE = "admin:orders_return_change"


@admin.register(Return)
class ReturnAdmin(ReadOnlyModelAdmin):
    list_display = ("number", "for_order", "shown_status", "reason", "asked", "came")
    list_select_related = ("order",)
    list_filter = ("status", "reason")
    search_fields = ("number",)
    search_help_text = _("Number of the return or of the order")
    sortable_by = ("asked",)
    fieldsets = ((None, {"fields": ("number",)}),)
    change_form_template = "admin/orders/return/page.html"

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "orders_return"
        return [
            path("<uuid:pk>/answer/", view(self.answer), name=f"{name}_answer"),
            path("<uuid:pk>/receive/", view(self.receive), name=f"{name}_receive"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Show the return: what to do first, then what it is."""
        row = Return.objects.for_page().get(pk=row.pk)
        return {
            "row": row,
            "title": _now("Return %(number)s") % {"number": row.number},
            "form": AnswerForm(),
            "return_address": ", ".join(settings.RETURN_ADDRESS),
            "may_handle": self.has_handle_permission(request),
            "badge": BADGES[row.status],
            "waits_for_refund": row.waits_for_refund(row.refunds.all()),
            "answer_by": settings.RETURN_ANSWER_DAYS,
            "refund_by": settings.REFUND_DAYS,
        }

    def answer(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Approve or refuse a return with a sentence to the customer."""
        self.require(self.has_handle_permission(request))
        if request.method != "POST":
            return redirect(CHANGE, pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            for error in form.errors["answer"]:
                self.message_user(request, str(error), messages.ERROR)
            return redirect(CHANGE, pk)
        approves = request.POST.get("verdict") == "approve"
        service = approve_return if approves else refuse_return
        done = _("The return is approved, and the customer gets a mail.")
        if not approves:
            done = _("The return is refused, and the customer gets a mail.")
        text = form.cleaned_data["answer"]
        return self._run(request, pk, lambda: service(return_id=pk, answer=text), done)

    def receive(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Ask what is in the parcel, and record it."""
        self.require(self.has_handle_permission(request))
        row = get_object_or_404(Return.objects.for_page(), pk=pk)
        if not row.is_awaited:
            self.message_user(request, str(nothing_changed(row)), messages.WARNING)
            return redirect(CHANGE, pk)
        form = ArrivalForm(request.POST or None, row=row, out=still_out(row.order))
        if form.is_recorded:
            text = _now(
                "This parcel of return %(number)s has already been recorded. Check "
                "what is still to come."
            )
            text %= {"number": row.number}
            self.message_user(request, text, messages.WARNING)
            return redirect(CHANGE, pk)
        if request.method == "POST" and form.is_valid():
            try:
                done = receive_return(return_id=pk, **form.parcel)
            except KontorError as error:
                form.add_error(None, str(error))
            else:
                text = _said_of(done, form.parcel["came"].values())
                self.message_user(request, text, messages.SUCCESS)
                return redirect(CHANGE, pk)
        context = {
            "opts": self.opts,
            "title": _now("A parcel of return %(number)s") % {"number": row.number},
            "row": row,
            "object": row,
            "form": form,
        }
        status = 422 if form.errors else 200
        return page(request, "admin/orders/return/receive.html", context, status=status)

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.handle_return")

    def _run(
        self, request: HttpRequest, pk: UUID, service: Any, done: Any
    ) -> HttpResponse:
        try:
            service()
        except KontorError as error:
            self.message_user(request, str(error), messages.ERROR)
        except Return.DoesNotExist:
            text = _("This return does not exist.")
            self.message_user(request, text, messages.ERROR)
            return redirect("admin:orders_return_changelist")
        else:
            self.message_user(request, done, messages.SUCCESS)
        return redirect(CHANGE, pk)

    for_order = column(_("order"), "order.number")

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, row: Return) -> str:
        return badge(BADGES[row.status], row.get_status_display())

    asked = column(_("asked for"), "created_at", moment, sorts=True)
    came = column(_("came back"), "received_at", moment)


def _said_of(row: Return, came: Iterable[Arrived]) -> str:
    if any(one.pieces for one in came):
        return _now("The parcel is recorded. Now refund what came back.")
    return _now(
        "Nothing more is expected. The customer can ask again to return what "
        "did not come."
    )
