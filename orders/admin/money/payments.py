"""The ledger of payments and the providers' messages, and booking by hand."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from database.back_office import ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment, number
from database.back_office.pages import page
from database.errors import KontorError
from orders.admin.money.forms import PaymentForm
from orders.ledger import balance_of
from orders.models import Order, PaymentEntry, ProviderEvent
from orders.payments.inbox import replay_event
from orders.providers import payment_method
from orders.services import record_payment
from shop.money import format_money as money

BADGES = {
    "authorised": "pending",
    "captured": "delivered",
    "voided": "cancelled",
    "refunded": "returned",
}


@admin.register(PaymentEntry)
class PaymentEntryAdmin(ReadOnlyModelAdmin):
    list_display = ("time", "shown_kind", "for_order", "shown_amount", "by_way", "note")
    list_display_links = ("time", "shown_kind")
    list_select_related = ("order",)
    list_filter = ("kind",)
    search_fields = ("reference",)
    search_help_text = _("Order number or the provider's reference")
    sortable_by = ("time", "shown_amount")
    fieldsets = (
        (None, {"fields": ("for_order", "shown_kind", "shown_amount", "by_way")}),
        (_("What it is"), {"fields": ("reference", "note", "happened", "time", "by")}),
    )
    readonly_fields = (
        "for_order",
        "shown_kind",
        "shown_amount",
        "by_way",
        "happened",
        "time",
        "by",
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.record)
        ours = path("record/", view, name="orders_paymententry_record")
        return [ours, *super().get_urls()]

    def record(self, request: HttpRequest) -> HttpResponse:
        """Ask for a payment that arrived, and book it."""
        self.require(request.user.has_perm("orders.capture_payment"))
        order = get_object_or_404(Order, number=request.GET.get("order", ""))
        now = balance_of(order)
        initial = {
            "key": uuid4().hex,
            "amount": max(now.due, 0) or None,
            "day": timezone.localdate(),
        }
        form = PaymentForm(request.POST or None, initial=initial)
        posted = request.method == "POST" and form.is_valid()
        if posted and self._booked(request, order, form):
            return redirect("admin:orders_order_change", order.pk)
        context = {
            "opts": self.opts,
            "title": _("Record a payment"),
            "order": order,
            "now": now,
            "form": form,
        }
        return page(request, "admin/orders/paymententry/record.html", context)

    def _booked(self, request: HttpRequest, order: Order, form: PaymentForm) -> bool:
        values = form.cleaned_data
        noon = datetime.combine(values["day"], time(12))
        try:
            record_payment(
                order_id=order.pk,
                amount=values["amount"],
                reference=f"hand-{values['key']}",
                note=values["note"],
                occurred_at=timezone.make_aware(noon),
            )
        except KontorError as error:
            form.add_error(None, str(error))
            return False
        text = _("%(amount)s is booked for order %(number)s.")
        names = {
            "amount": money(values["amount"], order.currency),
            "number": order.number,
        }
        self.message_user(request, text % names, messages.SUCCESS)
        return True

    @admin.display(description=_("booked"), ordering="created_at")
    def time(self, entry: PaymentEntry) -> str:
        return moment(entry.created_at)

    @admin.display(description=_("happened"))
    def happened(self, entry: PaymentEntry) -> str:
        return moment(entry.occurred_at)

    @admin.display(description=_("what"), ordering="kind")
    def shown_kind(self, entry: PaymentEntry) -> str:
        return badge(BADGES[entry.kind], entry.get_kind_display())

    @admin.display(description=_("order"))
    def for_order(self, entry: PaymentEntry) -> str:
        return entry.order.number

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, entry: PaymentEntry) -> str:
        sign = "−" if entry.kind == PaymentEntry.Kind.REFUNDED else ""
        return number(sign + money(entry.amount, entry.currency))

    @admin.display(description=_("way"))
    def by_way(self, entry: PaymentEntry) -> str:
        return str(payment_method(entry.provider).label)

    @admin.display(description=_("by"))
    def by(self, entry: PaymentEntry) -> str:
        return entry.by


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadOnlyModelAdmin):
    list_display = ("time", "kind", "by_way", "state", "told", "outcome")
    list_display_links = ("time", "kind")
    list_filter = ("provider",)
    search_fields = ("event_id__istartswith", "kind__istartswith")
    search_help_text = _("The provider's id or kind of the message")
    sortable_by = ("time",)
    actions = ("act_again",)
    fieldsets = (
        (None, {"fields": ("kind", "by_way", "state", "outcome", "attempts")}),
        (_("Content"), {"fields": ("event_id", "payload", "time", "told")}),
    )
    readonly_fields = ("by_way", "state", "time", "told")
    # The columns of who created it say nothing: the provider did.
    audit_fieldset = (_("Changed"), {"fields": ("updated_at",)})

    @admin.display(description=_("arrived"), ordering="created_at")
    def time(self, event: ProviderEvent) -> str:
        return moment(event.created_at)

    @admin.display(description=_("from"))
    def by_way(self, event: ProviderEvent) -> str:
        return str(payment_method(event.provider).label)

    @admin.display(description=_("state"))
    def state(self, event: ProviderEvent) -> str:
        if event.handled_at:
            return badge("delivered", _("done"))
        return badge("pending", _("waiting"))

    @admin.display(description=_("times told"))
    def told(self, event: ProviderEvent) -> str:
        return number(event.deliveries)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.replay_event")

    @admin.action(description=_("Process it again"), permissions=["replay"])
    def act_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Act on the selected messages once more; nothing happens twice."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d message was processed.",
                "%(count)d messages were processed.",
                count,
            )
            return text % {"count": count}

        def service(event: Any) -> Any:
            return replay_event(event_id=event.pk)

        run_on_each(self, request, queryset, service, done)
