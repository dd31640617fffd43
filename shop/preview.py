"""Products that shoppers do not see yet or any more, as staff look at them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.models import Product


def may_preview(request: HttpRequest) -> bool:
    """Tell whether the visitor would see the product in the back office as well."""
    is_let_in = admin.site.has_permission(request)
    return is_let_in and request.user.has_perm("shop.view_product")


def why_hidden(product: Product) -> str:
    """Say why shoppers do not see the product; empty where they do."""
    if product.is_visible:
        return ""
    if product.status == Product.Status.DRAFT:
        return _("Draft: only staff see this page.")
    if product.status == Product.Status.ARCHIVED:
        return _("Off sale: only staff see this page.")
    start = date_format(timezone.localtime(product.published_at), "j M Y, H:i")
    return _("On sale from %(time)s: until then only staff see this page.") % {
        "time": start
    }
