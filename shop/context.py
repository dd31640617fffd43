"""What every page of the shop shows: its name and its categories."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shop.models.tree import CategoryTree


def tree_of(request: HttpRequest, *, anew: bool = False) -> CategoryTree:
    """Return the category tree, one and the same for the whole of a request.

    Whoever misses a category asks again: another process may have just made it.
    """
    kept: Any = request
    if anew or not hasattr(kept, "category_tree"):
        kept.category_tree = CategoryTree.anew() if anew else CategoryTree.known()
    return kept.category_tree


def shop(request: HttpRequest) -> dict[str, Any]:
    """Return what `base.html` needs; the tree is read only where it is shown."""
    # An address on this machine reaches nobody.
    address = "" if settings.IS_LOCAL else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_email": address,
        "current_root_slug": "",  # pages below a category name theirs
        "nav_categories": lambda: tree_of(request).links,
    }
