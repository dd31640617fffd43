"""What a customer did in the shop, on their page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.admin.contributions import panels
from accounts.models import User
from shop.models import Activity

LATEST = 10


def latest_activity(request: HttpRequest, user: User) -> str:
    """Return what the customer did last as a card: personal data."""
    if not request.user.has_perm("accounts.view_personal_data"):
        return ""
    rows = Activity.objects.filter(user=user).select_related("product")[:LATEST]
    context = {"activities": rows}
    return render_to_string("admin/shop/activity_panel.html", context, request)


panels.add("activity", latest_activity)
