"""Customers and staff."""

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

# Registers its models, which then are taken off: the user's page shows addresses.
import allauth.account.admin  # noqa: F401
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.care import CustomerCare
from accounts.admin.contributions import Column, columns, filters
from accounts.admin.doors import DoorActions
from accounts.admin.filters import AgeFilter, JoinedFilter, KindFilter, StandingFilter
from accounts.admin.forms import NewUserForm, PasswordForm, UserForm
from accounts.admin.panels import PERSONAL
from accounts.admin.searching import search_people
from accounts.models import User
from accounts.services import end_sessions
from accounts.services.addresses import forget_confirmation, tell_of_new_address
from accounts.services.roles import log_roles
from accounts.views import ask_again, require_recent_login
from database.back_office import DeletedFilter, ShopChangeList, TrackedModelAdmin
from database.back_office.display import badge, column, moment, number, yes_or_dash

admin.site.unregister(EmailAddress)


# A new password goes to the e-mail address; a role is a set of rights.
KEYS = frozenset({"email", "is_staff", "is_superuser", "groups"})


class PeopleChangeList(ShopChangeList):
    """Sorts by a contributed figure without computing it for everybody."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        rows = super().get_queryset(request, *args, **kwargs)
        leading = rows.query.order_by[0] if rows.query.order_by else ""
        name = leading.lstrip("-") if isinstance(leading, str) else ""
        sorting = columns[name].sorting if name in columns else None
        if sorting and name in rows.query.annotations:
            return sorting(name, rows, leading.startswith("-"))
        return rows


@admin.register(User)
class UserAdmin(CustomerCare, DoorActions, DjangoUserAdmin, TrackedModelAdmin):
    """Whoever lacks `manage_staff` sees and edits customers only, without passwords.

    A password or an e-mail address is the key to an account: with the right to change
    those of staff, any role could make itself the owner.
    """

    called = (_("account"), _("customers and staff"))
    list_display = ("username", "email", "name", "active", "staff", "verified")
    list_filter_submit = True
    search_fields = ("username",)
    search_help_text = _("Name, user name or customer number")
    ordering = ("-created_at", "-id")
    filter_horizontal = ()
    autocomplete_fields = ()
    form, add_form, change_password_form = UserForm, NewUserForm, PasswordForm
    change_form_outer_before_template = "admin/accounts/user/care.html"
    linked_lookups = ("username__exact",)
    service_fields = (
        "is_verified",
        "email_verified_at",
        "last_login_at",
        "last_login_ip",
        "failed_login_attempts",
        "locked_until",
        "password_changed_at",
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", ("first_name", "last_name"))}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
        (_("Role"), {"fields": ("is_staff", "groups")}),
    )
    _name = ("username", "email")
    _person = (("first_name", "last_name"), "display_name")
    _private = ("birth_date", "phone")
    _login = (
        ("is_verified", "email_verified_at"),
        "last_login_at",
        ("failed_login_attempts", "locked_until"),
        "password_changed_at",
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        """Leave out what the reader may not set: no field, no forged value."""
        if obj is None:
            return list(self.add_fieldsets)
        is_manager = self._manages_staff(request)
        access = ("is_active", "is_staff", "groups") if is_manager else ("is_active",)
        if request.user.is_superuser:
            access = (*access, "is_superuser")
        name: tuple[str, ...] = self._name
        person, login = self._person, self._login
        if not request.user.has_perm(PERSONAL):
            name = ("username",)
        if is_manager:
            name = (*name, "password")
        if request.user.has_perm(PERSONAL):
            person, login = (*person, *self._private), (*login, "last_login_ip")
        if obj.source_key:
            name = ("imported_as", "source_number", *name[1:])
        return [
            (None, {"fields": name}),
            (_("Person"), {"fields": person}),
            (_("Access"), {"fields": access}),
            (_("Logins"), {"fields": login, "classes": ("collapse",)}),
            self.audit_fieldset,
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> tuple:
        """Keep the user name that an import gave: nobody could choose such a name."""
        fields = super().get_readonly_fields(request, obj)
        if obj is None or not obj.source_key:
            return fields
        return (*fields, "imported_as", "source_number")

    imported_as = column(_("user name"), "username")
    source_number = column(_("customer number"), "source_number")

    def get_list_filter(self, request: HttpRequest) -> list:
        """Offer what the reader may ask: an age is a birth date in other words."""
        offered = [DeletedFilter, StandingFilter, JoinedFilter]
        if self._manages_staff(request):
            offered.append(KindFilter)
        if request.user.has_perm(PERSONAL):
            offered.append(AgeFilter)
        more = [item for _name, item in filters.items()]
        return offered + [
            item.kind for item in more if request.user.has_perm(item.permission)
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        rows = rows.annotate(
            **{
                name: column.annotation()
                for name, column in self._visible_columns(request)
            }
        )
        return rows if self._manages_staff(request) else rows.customers()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Say what the search looks at, which is more for those who see more."""
        shown = super().get_changelist_instance(request)
        if request.user.has_perm(PERSONAL):
            shown.search_help_text = _(
                "Name, user name, customer number, e-mail, phone, postcode"
            )
        return shown

    def find(self, request: HttpRequest, rows: QuerySet, text: str) -> QuerySet:
        """Find by any part of what the reader sees of people."""
        sees = request.user.has_perm(PERSONAL)
        return search_people(rows, text, sees_personal=sees)

    def title_in_search(self, row: User) -> str:
        """Name somebody as people do, and by what tells two of one name apart."""
        return " · ".join(dict.fromkeys([row.full_name, row.username]))

    def get_list_display(self, request: HttpRequest) -> tuple:
        added = [
            _shown(name, column) for name, column in self._visible_columns(request)
        ]
        own = super().get_list_display(request)
        if not request.user.has_perm(PERSONAL):
            own = [name for name in own if name != "email"]
        return (*own, *added, "joined")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Any]:
        return PeopleChangeList

    def _visible_columns(self, request: HttpRequest) -> list[tuple[str, Column]]:
        return [
            (name, column)
            for name, column in columns.items()
            if request.user.has_perm(column.permission)
        ]

    @admin.display(description=_("name"))
    def name(self, user: User) -> str:
        name = f"{user.first_name} {user.last_name}".strip()
        return name or user.display_name or "–"

    @admin.display(description=_("active"), ordering="is_active")
    def active(self, user: User) -> str:
        if user.is_deleted:
            return badge("returned", _("deleted"))
        return yes_or_dash(True) if user.is_active else badge("returned", _("no"))

    @admin.display(description=_("staff"), ordering="is_staff")
    def staff(self, user: User) -> str:
        return badge("shipped", _("staff")) if user.is_staff else yes_or_dash(False)

    verified = column(_("verified"), "is_verified", yes_or_dash, sorts=True)
    joined = column(_("since"), "created_at", moment, sorts=True)

    def columns_to_save(self, obj: User, form: Any) -> set[str]:
        """Take the confirmation off an address that nobody has confirmed."""
        columns_changed = super().columns_to_save(obj, form)
        if "email" in columns_changed:
            columns_changed |= forget_confirmation(obj)
        return columns_changed

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask first who it is: a new account of staff opens the back office.

        Before the form, because what was posted would wait in the session, which is a
        row that no password belongs into.
        """
        self.require(self.has_add_permission(request))
        return ask_again(request) or super().add_view(request, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        """Ask who it is before what opens an account, or the back office, changes.

        The form says what changes. A field that was not posted is emptied by it, so
        what was posted does not tell.
        """
        if change and KEYS.intersection(form.changed_data):
            require_recent_login(request)
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            tell_of_new_address(obj, old=form.initial.get("email") or "")

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save the roles, and log which were given and taken."""
        user = form.instance
        before = set(user.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        log_roles(user, before)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002
        form_url: str = "",
    ) -> Any:
        """Set a password, for those who manage staff."""
        user = self.get_object(request, id)
        self.require(self._manages_staff(request))
        self.require(user is None or self.may_touch(request, user))
        question = ask_again(request)
        if question:
            return question
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            mine = str(request.user.pk) == str(id)
            end_sessions(
                user_id=UUID(str(id)), but=request.session.session_key if mine else None
            )
        return response

    def has_change_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        return super().has_change_permission(request, obj) and self.may_touch(
            request, obj
        )

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        return super().has_delete_permission(request, obj) and self.may_touch(
            request, obj
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._manages_staff(request)

    def _manages_staff(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.manage_staff")

    def may_touch(self, request: HttpRequest, obj: User | None) -> bool:
        """Only a superuser touches a superuser; only managers of staff touch staff."""
        if obj is None:
            return True
        if obj.is_superuser and not request.user.is_superuser:
            return False
        return not obj.is_staff or self._manages_staff(request)


def _shown_figure(user: User, name: str, column: Column) -> str:
    return number(column.show(getattr(user, name)))


def _shown(name: str, column: Column) -> Any:
    """Return the callable that shows a contributed column in the list."""
    show = partial(_shown_figure, name=name, column=column)
    show.__name__ = name  # type: ignore[attr-defined]
    return admin.display(show, description=column.title, ordering=name)
