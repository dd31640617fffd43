"""Where parcels go."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.addresses import postal as postal_addresses
from accounts.addresses.countries import country_choices, country_name
from database.rows.base_models import BaseModel


class PostalAddress(models.Model):
    """The fields of an address, as the checkout page names them."""

    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    line1 = models.CharField(_("address"), max_length=200, blank=True)
    line2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("town or city"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    # None in rows that are older than the column.
    state = models.CharField(
        _("state or province"), max_length=100, null=True, blank=True
    )
    country = models.CharField(
        _("country"), max_length=2, choices=country_choices, blank=True
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        abstract = True

    def label_rows(self) -> list[str]:
        """Return the rows of the address label, as its country writes them."""
        names = ("full_name", "line1", "line2", "city", "postcode", "state", "country")
        parts = {name: getattr(self, name) or "" for name in names}
        rows = postal_addresses.label_rows(parts)
        # Who collects gives no address, and a country alone says nothing.
        if self.line1 or self.city:
            rows.append(country_name(self.country))
        return rows


class Address(PostalAddress, BaseModel):
    """An address a customer keeps for the next checkout."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses"
    )
    is_default = models.BooleanField(_("default"), default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "created_at", "id"]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.line1, self.city, self.postcode]))
