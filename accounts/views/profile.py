"""What a customer says of themselves."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import AddressForm, ProfileForm
from accounts.models import Address
from accounts.requests.client import SignedInRequest
from accounts.services import remove_address, save_address, update_profile
from accounts.views.asking import ask_first

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
@never_cache
def overview(request: SignedInRequest) -> HttpResponse:
    """Show where everything is."""
    context = {
        "greeting_name": request.user.get_short_name(),
        "default_address": request.user.addresses.first(),
    }
    return render(request, "accounts/overview.html", context)


@login_required
@require_http_methods(FORM_METHODS)
@never_cache
def profile(request: SignedInRequest) -> HttpResponse:
    """Let the customer change what they say of themselves."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        update_profile(user=request.user, **changed)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@login_required
@require_safe
@never_cache
def addresses(request: SignedInRequest) -> HttpResponse:
    """List the customer's addresses."""
    rows = request.user.addresses.all()
    return render(request, "accounts/addresses.html", {"addresses": rows})


@login_required
@require_http_methods(FORM_METHODS)
@never_cache
def address_form(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """Add an address, or change one of the customer's own."""
    own = get_object_or_404(request.user.addresses, pk=pk) if pk else Address()
    form = AddressForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        save_address(user=request.user, address_id=pk, **form.cleaned_data)
        messages.success(request, _("The address is saved."))
        return redirect("accounts:addresses")
    context = {
        "form": form,
        "heading": _("Change the address") if pk else _("Add an address"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/address_form.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
@never_cache
def address_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Forget one of the customer's own addresses, once they said so twice."""
    own = get_object_or_404(request.user.addresses, pk=pk)
    if request.method != "POST":
        return ask_first(
            request,
            heading=_("Remove this address?"),
            text=_(
                "The checkout no longer offers it. Orders already placed still go "
                "there."
            ),
            rows=own.label_rows,
            yes=_("Remove the address"),
            back=reverse("accounts:addresses"),
            part="addresses",
        )
    remove_address(user=request.user, address_id=own.pk)
    messages.success(request, _("The address is removed."))
    return redirect("accounts:addresses")
