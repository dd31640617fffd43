"""The queue: what waits, what failed, and another try."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.back_office import LinkFilter, ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, column, moment
from database.models import OutboxMessage
from database.queue import outbox

OPEN = Q(done_at__isnull=True)
GIVEN_UP = Q(attempts__gte=OutboxMessage.MAX_ATTEMPTS)


class StateFilter(LinkFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    offered = {
        "waiting": (gettext_lazy("Waiting"), OPEN & ~GIVEN_UP),
        "failed": (gettext_lazy("Failed"), OPEN & ~Q(error="")),
        "given_up": (gettext_lazy("Given up"), OPEN & GIVEN_UP),
        "done": (gettext_lazy("Done"), ~OPEN),
    }


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

    def name_of(self, row: OutboxMessage) -> str:
        """Name a message by what it does: its key is for programs."""
        return row.kind.replace("_", " ").replace(".", " ").capitalize()

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

    created = column(gettext_lazy("created"), "created_at", moment, sorts=True)

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
