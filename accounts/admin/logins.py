"""The history of logins, to read."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import LoginHistory
from database.back_office import ReadOnlyModelAdmin
from database.back_office.display import badge, column, moment, number


@admin.register(LoginHistory)
class LoginHistoryAdmin(ReadOnlyModelAdmin):
    """Personal data, for those who may see it. Staff's are for their manager."""

    list_display = ("time", "who", "result", "device", "place", "risk")
    list_select_related = ("user",)
    list_filter = ("success", "failure_reason", "unusual_activity")
    search_fields = ("attempted_name__startswith", "ip_address__exact")
    search_help_text = _("Name or e-mail address typed at login, or client address")
    fieldsets = (
        (None, {"fields": ("time", "who", "attempted_name", "result")}),
        (_("From where"), {"fields": ("ip_address", "network", "place")}),
        (_("Device"), {"fields": ("device", "user_agent")}),
        (_("Risk"), {"fields": ("risk", "reasons", "unusual_activity")}),
    )
    readonly_fields = ("time", "who", "result", "place", "risk", "reasons")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.user.has_perm("accounts.manage_staff"):
            return rows
        return rows.filter(Q(user__isnull=True) | Q(user__is_staff=False))

    def has_view_permission(
        self, request: HttpRequest, obj: LoginHistory | None = None
    ) -> bool:
        return request.user.has_perm("accounts.view_personal_data")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Take the link from a person's page as well."""
        is_link = lookup == "user__id__exact"
        return is_link or super().lookup_allowed(lookup, value, request)

    time = column(_("time"), "created_at", moment, sorts=True)

    @admin.display(description=_("user"))
    def who(self, login: LoginHistory) -> str:
        return str(login.user) if login.user else f"{login.attempted_name} (?)"

    @admin.display(description=_("result"), ordering="failure_reason")
    def result(self, login: LoginHistory) -> str:
        if login.success:
            return badge("delivered", _("signed in"))
        return badge("returned", login.get_failure_reason_display())

    @admin.display(description=_("from"))
    def place(self, login: LoginHistory) -> str:
        parts = (login.location, login.ip_address)
        return " · ".join(part for part in parts if part) or "–"

    risk = column(_("risk"), "risk_score", number, sorts=True)

    @admin.display(description=_("reasons"))
    def reasons(self, login: LoginHistory) -> str:
        return ", ".join(login.remarks) or "–"
