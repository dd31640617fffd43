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
from django.utils.translation import gettext_lazy, ngettext

from database.back_office import ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment
from orders.emails import KINDS, compose
from orders.models import Mail
from orders.services import resend_mail, retry_mail
from orders.timeline import title_of

COLOURS = {
    Mail.Status.SENT: "delivered",
    Mail.Status.QUEUED: "pending",
    Mail.Status.FAILED: "error",
}


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.code, kind.label) for kind in KINDS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by the beginning of the order's number or the address, by an index."""
        return (queryset.found_by(search_term) if search_term else queryset), False

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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the mail as it was sent, or as it will be."""
        mail = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if mail and self.has_view_permission(request):
            mail = Mail.objects.select_related("order").get(pk=mail.pk)
            context |= {
                "mail": mail,
                "letter": compose(mail) if mail.text or mail.kind in KINDS else None,
                "title": title_of(mail),
                "subtitle": "",
                "colour": COLOURS[Mail.Status(mail.status)],
                "kind": KINDS[mail.kind].label if mail.kind in KINDS else mail.kind,
                "may_resend": self.has_resend_permission(request),
            }
        return super().change_view(request, object_id, form_url, context)

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

    @admin.display(description=gettext_lazy("written"), ordering="created_at")
    def created(self, mail: Mail) -> str:
        return moment(mail.created_at)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.resend_mail")

    @admin.action(description=gettext_lazy("Try again now"), permissions=["resend"])
    def retry(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Send what waits or failed, at once."""
        run_on_each(self, request, queryset, retry_mail, _sent)

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
