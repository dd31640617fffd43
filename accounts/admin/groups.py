"""Roles."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from accounts.services.roles import log_removed_role, log_rights, rights_of
from accounts.views.recent import require_recent_login
from database.back_office import ShopModelAdmin

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(auth_admin.GroupAdmin, ShopModelAdmin):
    """A role decides over everybody in it, so each change asks who it is."""

    called = (gettext_lazy("role"), gettext_lazy("roles"))
    list_display = ("name",)
    search_help_text = gettext_lazy("Name")

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST":
            require_recent_login(request)
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST":
            require_recent_login(request)
        return super().delete_view(request, *args, **kwargs)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save the rights, and log which were given and taken."""
        before = rights_of(form.instance)
        super().save_related(request, form, formsets, change)
        log_rights(form.instance, before)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list, dict, set, list]:
        """Refuse to delete a role that somebody has: they would lose their rights."""
        deletable, counts, missing, protected = super().get_deleted_objects(
            objs, request
        )
        keys = [role.pk for role in objs]
        held = Group.objects.filter(pk__in=keys).annotate(members=Count("user"))
        for role in held.exclude(members=0):
            text = ngettext(
                "%(role)s: %(count)d person has this role. Remove the role from them "
                "first.",
                "%(role)s: %(count)d people have this role. Remove the role from "
                "them first.",
                role.members,
            )
            protected.append(text % {"role": role.name, "count": role.members})
        return deletable, counts, missing, protected

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        name = obj.name
        super().delete_model(request, obj)
        log_removed_role(name)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete what the list's action chose, which passes by `delete_view`."""
        require_recent_login(request)
        names = sorted(queryset.values_list("name", flat=True))
        super().delete_queryset(request, queryset)
        for name in names:
            log_removed_role(name)
