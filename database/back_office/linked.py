"""Filters that links set: from a figure to the list of the rows it counts."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest


class LinkedFilter(admin.SimpleListFilter, ABC):
    """A filter that nobody picks from a list. It shows while it is on, to be taken off.

    Subclasses write `describe` and `narrow`, which raise ValueError for a value that
    no link of ours has.
    """

    # Submitted along with filters that are fields of a form.
    template = "admin/filters/links.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the value that is set, in words."""
        value = self.value()
        if not value:
            return []
        try:
            return [(value, self.describe(value))]
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the rows that were counted."""
        value = self.value()
        return self.narrow(queryset, value) if value else queryset

    @abstractmethod
    def describe(self, value: str) -> str:
        """Return the value in words."""

    @abstractmethod
    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        """Return the rows that the value keeps."""
