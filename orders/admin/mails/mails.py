"""The log of mails: what was sent to whom, tried again, and sent once more."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.back_office import LinkFilter, ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, column, moment
from database.queue.mail_masking import without_addresses
from orders.mails import KINDS, compose
from orders.models import Mail
from orders.pages.timeline import title_of
from orders.services import resend_mail, retry_mail

COLOURS = {
    Mail.Status.SENT: "delivered",
    Mail.Status.QUEUED: "pending",
    Mail.Status.FAILED: "error",
}


def sees_recipient(request: HttpRequest) -> bool:
    """Tell whether the reader may see where orders go, which mails say as well."""
    return request.user.has_perm("orders.view_recipient")


class KindFilter(LinkFilter):
    title = gettext_lazy("kind")
    parameter_name = column = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.code, kind.label) for kind in KINDS.values()]


@admin.register(Mail)
class MailAdmin(ReadOnlyModelAdmin):
    """What was sent to whom, what it said, and what went wrong."""

    list_display = ("title", "shown_order", "recipient", "state", "problem", "created")
    list_select_related = ("order",)
    list_filter = ("status", KindFilter)
    linked_lookups = ("order__id__exact",)
    search_fields = ("recipient",)
    search_help_text = gettext_lazy("Order number or e-mail address")
    actions = ("retry", "resend")
    fieldsets = ((None, {"fields": ("recipient",)}),)
    change_form_template = "admin/orders/mail/page.html"

    def find(self, request: HttpRequest, rows: QuerySet, text: str) -> QuerySet:
        """Who may not see addresses finds nothing by them either."""
        sees = sees_recipient(request)
        return rows.found_by(text) if sees else rows.found_by_order(text)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Leave addresses out for those who may not see where orders go."""
        shown = list(super().get_list_display(request))
        if not sees_recipient(request):
            shown.remove("recipient")
            shown[shown.index("problem")] = "problem_masked"
        return shown

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Say what the search looks at, which is more for those who see more."""
        shown = super().get_changelist_instance(request)
        if not sees_recipient(request):
            shown.search_help_text = _("Order number")
        return shown

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave the texts out of the list, which shows none."""
        return super().get_queryset(request).defer("text", "html", "context")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:pk>/again/",
                view(partial(again, self)),
                name="orders_mail_again",
            ),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, mail: Any) -> dict[str, Any]:
        """Show the mail as it was sent, or as it will be."""
        mail = Mail.objects.select_related("order").get(pk=mail.pk)
        sees = sees_recipient(request)
        has_letter = sees and (mail.text or mail.kind in KINDS)
        return {
            "mail": mail,
            "sees_recipient": sees,
            "error": mail.error if sees else without_addresses(mail.error),
            "letter": compose(mail) if has_letter else None,
            "title": title_of(mail),
            "colour": COLOURS[Mail.Status(mail.status)],
            "kind": KINDS[mail.kind].label if mail.kind in KINDS else mail.kind,
            "may_resend": self.has_resend_permission(request),
        }

    @admin.display(description=gettext_lazy("mail"))
    def title(self, mail: Mail) -> str:
        return title_of(mail)

    @admin.display(description=gettext_lazy("order"))
    def shown_order(self, mail: Mail) -> str:
        address = reverse("admin:orders_order_change", args=[mail.order_id])
        return format_html('<a class="bo-link" href="{}">{}</a>', address, mail.order)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, mail: Mail) -> str:
        return badge(COLOURS[Mail.Status(mail.status)], mail.get_status_display())

    @admin.display(description=gettext_lazy("error"))
    def problem(self, mail: Mail) -> str:
        return mail.error[:80] or "–"

    @admin.display(description=gettext_lazy("error"))
    def problem_masked(self, mail: Mail) -> str:
        return without_addresses(mail.error)[:80] or "–"

    created = column(gettext_lazy("written"), "created_at", moment, sorts=True)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.resend_mail")

    @admin.action(description=gettext_lazy("Try again now"), permissions=["resend"])
    def retry(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Send what waits or failed, at once."""
        run_on_each(self, request, queryset, _retry, _sent)

    @admin.action(description=gettext_lazy("Send a copy"), permissions=["resend"])
    def resend(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Send a copy of what was sent already."""
        run_on_each(
            self, request, queryset, lambda mail: resend_mail(mail_id=mail.pk), _copied
        )


def again(model_admin: MailAdmin, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a mail again, or send a copy of it, from its own page."""
    model_admin.require(model_admin.has_resend_permission(request))
    if request.method == "POST":
        rows = Mail.objects.filter(pk=pk)
        mail = get_object_or_404(rows)
        action = model_admin.resend if mail.is_sent else model_admin.retry
        action(request, rows)
    return redirect("admin:orders_mail_change", pk)


def _retry(mail: Mail) -> None:
    retry_mail(mail=mail)


def _sent(count: int) -> str:
    text = ngettext("%(count)d mail was sent.", "%(count)d mails were sent.", count)
    return text % {"count": count}


def _copied(count: int) -> str:
    text = ngettext(
        "A copy of %(count)d mail is sent.",
        "Copies of %(count)d mails are sent.",
        count,
    )
    return text % {"count": count}
