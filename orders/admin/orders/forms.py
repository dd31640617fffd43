"""Forms of the pages on which staff change orders."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.models.users import fold
from orders.admin.orders.why import WhyField
from orders.models import Order


class CancelForm(forms.Form):
    reason = WhyField()


class AccountForm(forms.Form):
    """Whom something is for, by name or by address."""

    customer = forms.CharField(
        label=_("New customer"),
        max_length=254,
        help_text=_("E-mail address, user name or customer number of an account."),
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True}),
    )

    def clean_customer(self) -> User:
        """Return the account. Raises ValidationError if there is none, or two."""
        name = fold(self.cleaned_data["customer"])
        if "@" in name:
            by_email: Any = User.objects.filter(email=name).first()
            if by_email:
                return by_email
        found = list(User.objects.called(name)[:2])
        if not found:
            raise forms.ValidationError(
                _(
                    "No account has this e-mail address, user name or customer "
                    "number. Check the spelling."
                )
            )
        if len(found) > 1:
            # Somebody chose the number of an imported customer as their user name.
            raise forms.ValidationError(
                _(
                    "Several customers are called %(name)s. For an imported "
                    "customer enter %(key)s, for any other their e-mail address."
                )
                % {
                    "name": name,
                    "key": next(u.source_key for u in found if u.source_key),
                }
            )
        return found[0]


class TransferForm(AccountForm):
    """The new customer of orders that are shown with the one they have."""

    # Whom each order belonged to when the form was shown: "order=customer" by their
    # keys, with a blank between two orders. A guest has no key.
    owners = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, orders: Iterable[Order], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = (f"{order.pk}={order.customer_id or ''}" for order in orders)
        self.fields["owners"].initial = " ".join(pairs)

    def clean_owners(self) -> dict[UUID, UUID | None]:
        """Return {order: customer}. Raises ValidationError for anything else."""
        pairs = (pair.partition("=") for pair in self.cleaned_data["owners"].split())
        try:
            return {
                UUID(order): UUID(key) if key else None for order, _by, key in pairs
            }
        except ValueError as error:
            raise forms.ValidationError(
                _("This page is out of date. Load it again.")
            ) from error
