"""Who was braked, and which addresses get no page at all."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from database.back_office import ChoiceFilter, ReadOnlyModelAdmin
from database.back_office.display import badge, column, moment, number
from database.back_office.pages import page
from database.brakes.blocking import NotBlockable, block_address, unblock_address
from database.brakes.rules import By, rules
from database.models.brakes import BlockedAddress, BrakeCount

RIGHT = "database.block_address"
FOR_GOOD = 0
DURATIONS = {
    1: gettext_lazy("One hour"),
    24: gettext_lazy("One day"),
    24 * 7: gettext_lazy("One week"),
    24 * 30: gettext_lazy("30 days"),
    FOR_GOOD: gettext_lazy("Until somebody lifts the block"),
}


class BlockForm(forms.Form):
    """Which address is shut out, why, and for how long."""

    network = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=43,
        help_text=gettext_lazy(
            "A client address such as 203.0.113.7, or a network such as "
            "2001:db8::/64. A whole office or mobile network may be behind it, and "
            "all of them are shut out."
        ),
        widget=UnfoldAdminTextInputWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Only for colleagues; the visitor does not see it."),
        widget=UnfoldAdminTextInputWidget,
    )
    hours = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        choices=list(DURATIONS.items()),
        initial=24,
        coerce=int,
        widget=UnfoldAdminSelectWidget,
    )

    @property
    def until(self) -> datetime | None:
        hours = self.cleaned_data["hours"]
        return timezone.now() + timedelta(hours=hours) if hours else None


class BrakeFilter(ChoiceFilter):
    title = gettext_lazy("brake")
    parameter_name, column = "brake", "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, rule.label) for code, rule in rules.items()]


@admin.register(BrakeCount)
class BrakeCountAdmin(ReadOnlyModelAdmin):
    """Those who were refused; who was let through is counted and not shown."""

    list_display = ("what", "who", "refusals", "tries", "since", "last", "next_step")
    list_filter = (BrakeFilter,)
    list_filter_submit = True
    search_fields = ("subject__istartswith",)
    search_help_text = gettext_lazy("Client address")
    sortable_by = ("refusals", "last")
    fieldsets = (
        (None, {"fields": ("what", "who", "next_step")}),
        (gettext_lazy("Tries"), {"fields": ("tries", "refusals", "since", "last")}),
    )
    readonly_fields = (
        "what", "who", "tries", "refusals", "since", "last", "next_step",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        single = Concat(OuterRef("subject"), Value("/32"), output_field=CharField())
        blocked = BlockedAddress.objects.in_force().filter(
            Q(network=OuterRef("subject")) | Q(network=single)
        )
        rows = super().get_queryset(request).filter(refused_at__isnull=False)
        may_block = Value(request.user.has_perm(RIGHT), BooleanField())
        return rows.annotate(is_blocked=Exists(blocked), may_block=may_block)

    @admin.display(description=gettext_lazy("brake"))
    def what(self, row: BrakeCount) -> str:
        return str(rules[row.rule].label) if row.rule in rules else row.rule

    @admin.display(description=gettext_lazy("who"))
    def who(self, row: BrakeCount) -> str:
        by = rules[row.rule].by if row.rule in rules else ""
        if by == By.ADDRESS:
            return row.subject
        text = (
            _("an e-mail address") if by == By.EMAIL else _("an account or a browser")
        )
        return f"{text} ({row.subject[:6]})"

    @admin.display(description=gettext_lazy("refused"), ordering="refused")
    def refusals(self, row: BrakeCount) -> str:
        return number(row.refused, is_alarming=row.is_refusing)

    @admin.display(description=gettext_lazy("tries"))
    def tries(self, row: BrakeCount) -> str:
        return number(
            _("%(count)d of %(most)d") % {"count": row.count, "most": row.most}
        )

    since = column(gettext_lazy("since"), "began_at", moment)
    last = column(gettext_lazy("last refused"), "refused_at", moment, sorts=True)

    @admin.display(description=gettext_lazy("next step"))
    def next_step(self, row: BrakeCount) -> str:
        is_address = row.rule in rules and rules[row.rule].by == By.ADDRESS
        if not is_address:
            return "–"
        if row.is_blocked:
            return badge("returned", _("blocked"))
        if not row.may_block:
            return "–"
        query = {"address": row.subject, "reason": self.what(row)}
        link = f"{reverse('admin:database_blockedaddress_new')}?{urlencode(query)}"
        text = _("Block this address")
        return format_html('<a class="bo-link" href="{}">{}</a>', link, text)


@admin.register(BlockedAddress)
class BlockedAddressAdmin(ReadOnlyModelAdmin):
    list_display = ("address", "state", "ends", "reason", "since", "by")
    list_select_related = ("created_by",)
    search_fields = ("network__istartswith", "reason__icontains")
    search_help_text = gettext_lazy("Client address or words in the reason")
    list_before_template = "admin/database/blockedaddress/new_link.html"
    change_form_outer_before_template = "admin/database/blockedaddress/state.html"
    actions = ("lift",)
    fieldsets = ((None, {"fields": ("address", "state", "ends", "reason")}),)
    readonly_fields = ("address", "state", "ends")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new), name="database_blockedaddress_new"),
            path(
                "<uuid:pk>/lift/",
                view(self.lift_one),
                name="database_blockedaddress_lift",
            ),
            *super().get_urls(),
        ]

    def has_block_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)

    def new(self, request: HttpRequest) -> HttpResponse:
        """Ask which address, why and for how long; then shut it out."""
        self.require(self.has_block_permission(request))
        given = {
            "network": request.GET.get("address", "")[:43],
            "reason": request.GET.get("reason", "")[:200],
        }
        form = BlockForm(request.POST or None, initial=given)
        if request.method == "POST" and form.is_valid() and (row := _block(form)):
            text = _(
                "%(address)s is blocked. It takes up to ten seconds to take "
                "effect everywhere."
            )
            self.message_user(request, text % {"address": row}, messages.SUCCESS)
            return redirect("admin:database_blockedaddress_changelist")
        context = {
            "opts": self.opts,
            "title": _("Block an address"),
            "form": form,
        }
        return page(request, "admin/database/blockedaddress/new.html", context)

    def lift_one(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Lift a block from its own page."""
        self.require(self.has_block_permission(request))
        if request.method == "POST":
            rows = BlockedAddress.objects.filter(pk=pk)
            get_object_or_404(rows)
            self.lift(request, rows)
        return redirect("admin:database_blockedaddress_change", pk)

    @admin.action(description=gettext_lazy("Unblock"), permissions=["block"])
    def lift(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Let the selected addresses in again."""
        count = sum(unblock_address(row=row) for row in queryset)
        if not count:
            text = _("Nothing was changed: these addresses were no longer blocked.")
            self.message_user(request, text, messages.INFO)
            return
        text = ngettext(
            "%(count)d address is no longer blocked.",
            "%(count)d addresses are no longer blocked.",
            count,
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("address"), ordering="network")
    def address(self, row: BlockedAddress) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: BlockedAddress) -> str:
        if row.is_in_force:
            return badge("returned", _("blocked"))
        return badge("cancelled", _("lifted") if row.lifted_at else _("over"))

    @admin.display(description=gettext_lazy("until"), ordering="until")
    def ends(self, row: BlockedAddress) -> str:
        if row.lifted_at:
            return moment(row.lifted_at)
        return moment(row.until) if row.until else _("somebody lifts it")

    since = column(gettext_lazy("since"), "created_at", moment, sorts=True)

    @admin.display(description=gettext_lazy("by"))
    def by(self, row: BlockedAddress) -> str:
        return str(row.created_by or "–")


def _block(form: BlockForm) -> BlockedAddress | None:
    values = form.cleaned_data
    try:
        return block_address(
            network=values["network"], reason=values["reason"], until=form.until
        )
    except NotBlockable as error:
        form.add_error("network", str(error))
    return None
