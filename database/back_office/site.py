"""The site of the back office: unfold's, with a search that knows its limits."""

from functools import partial
from typing import Any

from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

from database.back_office.operations import operation_urls

ROWS_OF_A_MODEL = 8
LONGEST_TERM = 100


def on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Lead to the page that shoppers see of a row; an invalid key has no page."""
    try:
        return shortcut(request, content_type_id, object_id)
    except (ValueError, OverflowError, ValidationError) as error:
        raise Http404 from error


class BackOffice(UnfoldAdminSite):
    """unfold's own search reads every matching row, and keeps answers for minutes."""

    def get_urls(self) -> list[Any]:
        view = self.admin_view(on_site)
        ours = path("r/<str:content_type_id>/<path:object_id>/", view)
        return [ours, *operation_urls(self), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead staff home. Who is not logged in never comes here, but to `LOGIN_URL`.

        Django's own form would take another name and password from somebody who is
        logged in, and pass by whatever guards the shop's login.
        """
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(f"{self.name}:index")

    def password_change(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Lead to the account's own page, where wrong guesses are counted."""
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: Any = None) -> Any:
        """List the models once somebody looks: Django gives the list to every page.

        The menu is one of our own, so hardly any page does, and to ask each model for
        its permissions, its addresses and its names was a third of a short page.
        """
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Answer the command palette with pages and a few rows of each model."""
        term = request.GET.get("s", "").strip().lower()[:LONGEST_TERM]
        if not term:
            return HttpResponse()
        app_list = self.get_app_list(request)
        is_extended = "extended" in request.GET
        rows = self._search_models(request, app_list, term) if is_extended else []
        results = [*rows, *self._search_apps(app_list, term)]
        name = "command_results" if is_extended else "search_results"
        page = Paginator(results, max(len(results), 1))
        context = {
            "page_obj": page,
            "results": page.page(1),
            "page_counter": 0,
            "execution_time": 0,
            "command_show_history": False,
        }
        return TemplateResponse(
            request,
            f"unfold/helpers/{name}.html",
            context,
            headers={"HX-Trigger": "search"},
        )

    def _call_permission_callback(self, callback: Any, request: HttpRequest) -> bool:
        """Ask at once: unfold makes a class for each entry, which asks later."""
        if callable(callback):
            return bool(callback(request))
        return super()._call_permission_callback(callback, request)

    def _search_models(
        self,
        request: HttpRequest,
        app_list: list[dict[str, Any]],
        search_term: str,
        allowed_models: list[str] | None = None,
    ) -> list[SearchResult]:
        results = []
        for model in (model["model"] for app in app_list for model in app["models"]):
            model_admin = self._registry[model]
            if not getattr(model_admin, "is_in_palette", True):
                continue
            if not model_admin.get_search_fields(request):
                continue
            if not model_admin.has_view_or_change_permission(request):
                continue
            rows, _ = model_admin.get_search_results(
                request, model_admin.get_queryset(request), search_term
            )
            results += [
                self._result(row, model_admin) for row in rows[:ROWS_OF_A_MODEL]
            ]
        return results

    def _result(self, row: Any, model_admin: Any) -> SearchResult:
        name = f"{self.name}:{row._meta.app_label}_{row._meta.model_name}_change"
        return SearchResult(
            title=model_admin.title_in_search(row),
            description=capfirst(row._meta.verbose_name),
            link=reverse(name, args=[row.pk]),
            icon="data_object",
        )
