"""The log of mails about accounts, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.contributions import panels
from accounts.models import AccountMail, User
from accounts.models.mails import KINDS
from database.back_office import LinkFilter, ReadOnlyModelAdmin
from database.back_office.display import badge, column, moment

COLOURS = {
    AccountMail.Status.SENT: "delivered",
    AccountMail.Status.QUEUED: "pending",
    AccountMail.Status.FAILED: "error",
}
LATEST = 5
# To see that there are mails, and to see people's addresses.
RIGHTS = ("accounts.view_accountmail", "accounts.view_personal_data")


class AccountMailKindFilter(LinkFilter):
    title = gettext_lazy("kind")
    parameter_name = column = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(KINDS.items())


@admin.register(AccountMail)
class AccountMailAdmin(ReadOnlyModelAdmin):
    """To whom what went out, never what it said. Staff's are for their manager."""

    called = (gettext_lazy("account mail"), gettext_lazy("account mails"))
    list_display = ("about", "shown_subject", "recipient", "state", "problem", "time")
    list_filter = ("status", AccountMailKindFilter)
    search_fields = ("recipient",)
    search_help_text = gettext_lazy("Beginning of the e-mail address")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "about",
                    "shown_subject",
                    "recipient",
                    "state",
                    "attempts",
                    "error",
                    "time",
                    "sent",
                    "text",
                )
            },
        ),
    )
    readonly_fields = ("about", "shown_subject", "state", "time", "sent", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.user.has_perm("accounts.manage_staff"):
            return rows
        return rows.filter(Q(user__isnull=True) | Q(user__is_staff=False))

    def has_view_permission(
        self, request: HttpRequest, obj: AccountMail | None = None
    ) -> bool:
        return request.user.has_perms(RIGHTS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("mail"), ordering="kind")
    def about(self, mail: AccountMail) -> str:
        return mail.title

    @admin.display(description=gettext_lazy("subject"))
    def shown_subject(self, mail: AccountMail) -> str:
        return mail.subject or "–"

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, mail: AccountMail) -> str:
        return badge(
            COLOURS[AccountMail.Status(mail.status)], mail.get_status_display()
        )

    @admin.display(description=gettext_lazy("error"))
    def problem(self, mail: AccountMail) -> str:
        return mail.error[:80] or "–"

    time = column(gettext_lazy("written"), "created_at", moment, sorts=True)
    sent = column(gettext_lazy("sent"), "sent_at", moment)

    @admin.display(description=gettext_lazy("text"))
    def text(self, mail: AccountMail) -> str:
        """Say why there is nothing to read, and what helps who lost the mail."""
        return _(
            "Not kept: mails about accounts contain links that open the account, and "
            "only the customer may see those. If the mail is lost, the customer can "
            "ask for a new one on the page where they asked for the first."
        )


def latest_account_mails(request: HttpRequest, user: User) -> str:
    """Return the latest mails about the account itself; nothing if there are none."""
    if not request.user.has_perms(RIGHTS):
        return ""
    rows = AccountMail.objects.to_person(user)[:LATEST]
    if not rows:
        return ""
    return render_to_string("admin/accounts/user/mails.html", {"mails": rows}, request)


panels.add("latest_account_mails", latest_account_mails)
