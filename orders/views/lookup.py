"""Find my order: a fresh link for guests whose own has ended or was lost."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.services import send_order_link

SENT = "sent"


class LookupForm(forms.Form):
    """What a guest knows of an order."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=40,
        help_text=_("It is in the subject of every mail about the order."),
        error_messages={
            "required": _("Enter the number of your order, such as 7Q2M4XK9TD."),
            "max_length": _("Order numbers are shorter. Enter one such as 7Q2M4XK9TD."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one you gave with the order."),
        error_messages={
            "required": _("Enter the e-mail address you gave with the order."),
            "invalid": _("Enter an e-mail address such as name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_order(request: HttpRequest) -> HttpResponse:
    """Mail a fresh link where number and address fit; the answer is always the same."""
    form = LookupForm()
    if request.method == "POST":
        form = LookupForm(request.POST)
        if form.is_valid():
            send_order_link(**form.cleaned_data)
            return redirect(f"{reverse('orders:find')}?{SENT}=1")
    status = 422 if form.errors else 200
    context = {"form": form, "is_sent": SENT in request.GET}
    return render(request, "orders/find.html", context, status=status)
