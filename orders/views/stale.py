"""A form whose page is too old to be trusted: nothing is done, nothing typed is lost.

A login renews the secret that every form carries, so those of other tabs are refused.
What was typed is shown again, and only sent by people themselves, from a fresh page.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms import AddEmailForm, AddressForm, ProfileForm, SignupForm
from orders.checkout.forms import CheckoutForm, QuantityForm
from orders.returns.forms import ReturnForm
from orders.views.checkout import ask_again

# Whose fields may be shown again; no other field is, so that no secret ever is.
SHOWN_AGAIN = (
    CheckoutForm,
    AddressForm,
    ProfileForm,
    SignupForm,
    AddEmailForm,
    QuantityForm,
    ReturnForm,
)
WRITTEN = (
    forms.TextInput,
    forms.EmailInput,
    forms.NumberInput,
    forms.URLInput,
    forms.Textarea,
)
OTHERS_PAGE = ("Origin checking failed", "Referer checking failed")
POSTED_ONLY = ("/basket/", "/logout/")


@never_cache
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that Django refused: show it again, or what was in it."""
    if request.headers.get("HX-Request") == "true":
        messages.warning(request, sentence(reason))
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    is_ours = _is_our_own_form(request, reason)
    if is_ours and request.path == reverse("orders:checkout"):
        return ask_again(request, sentence(reason), status=403)
    context = {
        "text": sentence(reason),
        "typed": list(_typed(request)) if is_ours else [],
        "back": _way_back(request),
    }
    if request.path.startswith(reverse("admin:index")):
        context |= {**admin.site.each_context(request), "title": _("Send it again")}
        return render(request, "admin/stale_form.html", context, status=403)
    return render(request, "403_csrf.html", context, status=403)


def sentence(reason: str) -> str:
    """Return what happened, and what to do."""
    if reason == REASON_NO_CSRF_COOKIE:
        return _(
            "We did not accept the form because your browser sent no cookie with "
            "it. Allow cookies for this shop, then send the form again."
        )
    return _(
        "You have signed in or out since this page was opened, or it was open for a "
        "long time. To be safe, we did not accept the form. Nothing was changed. "
        "Check it, then send it again."
    )


def _is_our_own_form(request: HttpRequest, reason: str) -> bool:
    """Tell whether a page of ours sent it.

    What a stranger's page sends is not shown: it would look as if people had typed it.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site == "same-origin" and not reason.startswith(OTHERS_PAGE)


def _typed(request: HttpRequest) -> Iterator[tuple[Any, str]]:
    """Yield the label and the text of fields that people write, passwords never."""
    fields: dict[str, forms.Field] = {}
    for form in SHOWN_AGAIN:
        fields |= form.base_fields
    for name, field in fields.items():
        text = ", ".join(request.POST.getlist(name)).strip()
        if text and isinstance(field.widget, WRITTEN):
            yield field.label or name, text


def _way_back(request: HttpRequest) -> str:
    """Return the page that the form was on, as far as one can be shown."""
    came_from = request.headers.get("Referer", "")
    hosts, is_secure = {request.get_host()}, request.is_secure()
    if url_has_allowed_host_and_scheme(came_from, hosts, require_https=is_secure):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    if not request.path.endswith(POSTED_ONLY) and "/basket/" not in request.path:
        return request.path
    return reverse("orders:basket" if "/basket/" in request.path else "shop:home")
