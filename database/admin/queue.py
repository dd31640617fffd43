"""The queue: what waits, what failed, and another try."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database import outbox
from database.back_office import ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment
from database.models import OutboxMessage


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("waiting", _("Waiting")),
            ("failed", _("Failed")),
            ("given_up", _("Given up")),
            ("done", _("Done")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        given_up = Q(attempts__gte=OutboxMessage.MAX_ATTEMPTS)
        conditions = {
            "waiting": Q(done_at__isnull=True) & ~given_up,
            "failed": Q(done_at__isnull=True) & ~Q(error=""),
            "given_up": Q(done_at__isnull=True) & given_up,
            "done": Q(done_at__isnull=False),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyModelAdmin):
    list_display = ("kind", "lane", "state", "attempts", "due", "last_error", "created")
    list_filter = (StateFilter, "lane")
    search_fields = ("kind__istartswith", "key__istartswith")
    search_help_text = gettext_lazy("Kind or key")
    actions = ("try_again",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "kind",
                    "lane",
                    "state",
                    "attempts",
                    "due",
                    "done_at",
                    "error",
                )
            },
        ),
        (gettext_lazy("Content"), {"fields": ("key", "payload", "created")}),
    )
    readonly_fields = ("state", "due", "created")

    @admin.display(description=gettext_lazy("state"))
    def state(self, message: OutboxMessage) -> str:
        if message.done_at:
            return badge("delivered", _("done"))
        if message.locked_until and message.locked_until > timezone.now():
            return badge("confirmed", _("in work"))
        if message.attempts >= OutboxMessage.MAX_ATTEMPTS:
            return badge("error", _("given up"))
        if message.error:
            return badge("returned", _("failed"))
        return badge("pending", _("waiting"))

    @admin.display(description=gettext_lazy("next try"), ordering="due_at")
    def due(self, message: OutboxMessage) -> str:
        return "–" if message.done_at else moment(message.due_at)

    @admin.display(description=gettext_lazy("last error"))
    def last_error(self, message: OutboxMessage) -> str:
        return message.error[:80] or "–"

    @admin.display(description=gettext_lazy("created"), ordering="created_at")
    def created(self, message: OutboxMessage) -> str:
        return moment(message.created_at)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("database.change_outboxmessage")

    @admin.action(description=gettext_lazy("Try again now"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Deliver the selected messages at once."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d message was delivered.",
                "%(count)d messages were delivered.",
                count,
            )
            return text % {"count": count}

        run_on_each(self, request, queryset, outbox.try_again, done)
