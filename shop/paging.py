"""Pages of a list, by number."""

import re

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

# `int` would also take "1_000", full-width digits and surrounding blanks.
NUMBER = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)


def page_of(request: HttpRequest, rows: QuerySet, *, per_page: int) -> Page:
    """Return the page that `?page=` names. Raises Http404 if there is none."""
    number = request.GET.get("page", "1")
    if not NUMBER.fullmatch(number):
        raise Http404("There is no such page.")
    try:
        return Paginator(rows, per_page).page(int(number))
    except EmptyPage as error:
        raise Http404("There is no such page.") from error
