"""Repairing what a run of the data checks found: shown first, then confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.back_office import ReadOnlyModelAdmin
from database.back_office.named_rows import linked
from database.back_office.pages import page
from database.consistency.operation import CHECK_CONSISTENCY
from database.consistency.runner import checks, example, look_again
from database.ops.command import Result
from database.runs.writing import recorded


class RepairPages(ReadOnlyModelAdmin):
    """The page of a repair, below that of the run which found the faults."""

    def has_repair_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("database.repair_checks")

    def repair_view(self, request: HttpRequest, pk: UUID, check_id: str) -> Any:
        """Show what a repair would change now; make it when that is confirmed."""
        self.require(self.has_repair_permission(request))
        run = self.get_object(request, str(pk))
        if run is None or run.alias != "default" or not self.is_repairable(check_id):
            raise Http404
        if request.method == "POST":
            return self._repair(request, check_id)
        check, seen = look_again(check_id)
        context = {
            "title": _("Repair"),
            "opts": self.opts,
            "run": run,
            "check": check,
            "seen": seen,
            "left_alone": seen.count - seen.mendable,
            "changes": linked(
                self.admin_site, request, [example(check, f) for f in seen.sample]
            ),
            "unseen": seen.count - len(seen.sample),
        }
        return page(request, "admin/database/run/repair.html", context)

    @staticmethod
    def is_repairable(check_id: str) -> bool:
        return check_id in checks and checks[check_id].fix is not None

    def _repair(self, request: HttpRequest, check_id: str) -> HttpResponse:
        values = CHECK_CONSISTENCY.with_defaults(checks=[check_id], fix=True)
        run, result = recorded(CHECK_CONSISTENCY, values)
        level = messages.WARNING if result.findings else messages.SUCCESS
        self.message_user(request, _repaired_text(result), level)
        return redirect("admin:database_operationrun_change", run.pk)


def _repaired_text(result: Result) -> str:
    count = result.data["repaired"]
    if not count:
        return _(
            "Nothing was repaired: somebody has fixed it in the meantime, or a "
            "person has to decide."
        )
    text = ngettext("Repaired %(count)d row.", "Repaired %(count)d rows.", count)
    if result.findings:
        text += " " + _("A person has to decide about the rest.")
    return text % {"count": count}
