"""Counting that stops: nobody turns to page 400, so nobody pays for its number."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator


class CappedPaginator(Paginator):
    """A paginator that counts up to MOST rows and offers the pages of those.

    What lies behind is found by search and filters. A million rows cost the same as
    ten thousand.
    """

    MOST = 10_000
    template_name = "admin/capped_pagination.html"

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or MOST where there are more."""
        return min(self._counted, self.MOST)

    @property
    def is_capped(self) -> bool:
        return self._counted > self.MOST

    @cached_property
    def _counted(self) -> int:
        # The keys alone: annotations of the list are not computed to be thrown away.
        rows: Any = self.object_list
        keys = rows.order_by().values("pk")
        return keys[: self.MOST + 1].count()
