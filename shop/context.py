"""What every page of the shop shows: its name and its categories."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.models.tree import CategoryTree


def tree_of(request: HttpRequest) -> CategoryTree:
    """Return the category tree, read once a request."""
    kept: Any = request
    if not hasattr(kept, "category_tree"):
        kept.category_tree = CategoryTree.read()
    return kept.category_tree


def shop(request: HttpRequest) -> dict[str, Any]:
    """Return what `base.html` needs; the tree is read only where it is shown."""
    # An address on this machine reaches nobody.
    address = "" if settings.IS_LOCAL else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_email": address,
        "nav_categories": SimpleLazyObject(lambda: tree_of(request).roots),
    }
