"""Deleting that can be undone: the list's filter, the two actions, the two pages."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.audit.log import log_operation
from database.back_office.running import run_on_each
from database.errors import KontorError


class DeletionRefused(KontorError):
    """The row cannot be deleted or restored now; the sentence says why."""


class DeletedFilter(admin.SimpleListFilter):
    """Show the living unless somebody asks for the deleted."""

    title = gettext_lazy("deleted")
    parameter_name = "deleted"
    # Submitted along with filters that are fields of a form.
    template = "admin/filters/links.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Deleted only")), ("both", _("Both"))]

    def choices(self, changelist: Any) -> Any:
        """Name the default: what is not deleted."""
        everything, *others = super().choices(changelist)
        yield {**everything, "display": _("Not deleted")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "both":
            return queryset
        return queryset.deleted() if self.value() == "yes" else queryset.alive()


def delete_softly(row: Any) -> None:
    """Delete a row that can be restored, and note it. Raises DeletionRefused."""
    with transaction.atomic():
        _lock(row)
        if row.is_deleted:
            raise DeletionRefused(_("“%(row)s” is already deleted.") % {"row": row})
        obstacle = row.obstacle_to_deletion()
        if obstacle:
            raise DeletionRefused(obstacle)
        row.soft_delete()
        _note("delete", row, f"{row._meta.verbose_name} {row} deleted.")


def restore(row: Any) -> None:
    """Bring a deleted row back, and note it. Raises DeletionRefused."""
    with transaction.atomic():
        _lock(row)
        if not row.is_deleted:
            raise DeletionRefused(_("“%(row)s” is not deleted.") % {"row": row})
        obstacle = row.obstacle_to_restoring()
        if obstacle:
            raise DeletionRefused(obstacle)
        row.restore()
        _note("restore", row, f"{row._meta.verbose_name} {row} restored.")


def _lock(row: Any) -> None:
    """Keep others from changing what decides, and look at the row again."""
    row.lock_for_deletion()
    row.refresh_from_db(fields=["deleted_at"])


def _note(verb: str, row: Model, message: str) -> None:
    log_operation(f"{row._meta.label_lower}.{verb}", message, id=str(row.pk))


@admin.action(
    description=gettext_lazy("Delete (can be restored)"), permissions=["delete"]
)
def delete_selected_softly(
    model_admin: Any, request: HttpRequest, queryset: QuerySet
) -> None:
    """Delete the selected rows softly."""

    def delete(row: Any) -> None:
        _require_permission(model_admin, request, row)
        delete_softly(row)

    run_on_each(model_admin, request, queryset, delete, _deleted_text)


@admin.action(description=gettext_lazy("Restore"), permissions=["delete"])
def restore_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet
) -> None:
    """Restore the selected rows."""

    def bring_back(row: Any) -> None:
        _require_permission(model_admin, request, row)
        restore(row)

    run_on_each(model_admin, request, queryset, bring_back, _restored_text)


def _require_permission(model_admin: Any, request: HttpRequest, row: Any) -> None:
    """Ask for the very row: the right to delete may depend on it."""
    if not model_admin.has_delete_permission(request, row):
        raise DeletionRefused(_("You may not delete “%(row)s”.") % {"row": row})


def _deleted_text(count: int) -> str:
    text = ngettext(
        "%(count)d was deleted. The filter “deleted” shows it, and it can be restored.",
        "%(count)d were deleted. The filter “deleted” shows them, and they can be "
        "restored.",
        count,
    )
    return text % {"count": count}


def _restored_text(count: int) -> str:
    text = ngettext("%(count)d was restored.", "%(count)d were restored.", count)
    return text % {"count": count}


class SoftDeletion:
    """What an admin class of soft-deletable rows adds. Mixed in before ModelAdmin."""

    delete_confirmation_template = "admin/soft_delete_confirmation.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer delete and restore by flag instead of Django's delete for good."""
        actions = super().get_actions(request)  # type: ignore[misc]
        actions.pop("delete_selected", None)
        may = self.has_delete_permission(request)  # type: ignore[attr-defined]
        for function in (delete_selected_softly, restore_selected) if may else ():
            name, text = function.__name__, function.short_description  # type: ignore[attr-defined]
            actions[name] = (function, name, text)
        return actions

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.restore_view)  # type: ignore[attr-defined]
        name = f"{opts.app_label}_{opts.model_name}_restore"
        urls = super().get_urls()  # type: ignore[misc]
        return [path("<uuid:pk>/restore/", view, name=name), *urls]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Name the rows alone: nothing goes with them, and nothing protects them."""
        return [str(row) for row in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_softly(obj)

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any) -> Any:
        """Ask, then delete; a refusal leads back to the row's page with its reason."""
        try:
            return super().delete_view(request, object_id, *args)  # type: ignore[misc]
        except DeletionRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)  # type: ignore[attr-defined]
            return redirect("../change/")

    def restore_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Restore the row of a page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.require(self.has_delete_permission(request))  # type: ignore[attr-defined]
        rows = self.get_queryset(request).filter(pk=pk)  # type: ignore[attr-defined]
        restore_selected(self, request, rows)
        return redirect("../change/")
