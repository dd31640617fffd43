"""Where parcels go."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.countries import TOWN_FIRST, country_choices, country_name
from database.base_models import BaseModel


class PostalAddress(models.Model):
    """The fields of an address, as the checkout page names them."""

    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    line1 = models.CharField(_("address"), max_length=200, blank=True)
    line2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("town or city"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(
        _("country"), max_length=2, choices=country_choices, blank=True
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        abstract = True

    def label_rows(self) -> list[str]:
        """Return the rows of the address label, as its country writes them."""
        town = [self.postcode, self.city]
        if self.country in TOWN_FIRST:
            town.reverse()
        rows = [self.full_name, self.line1, self.line2, " ".join(town).strip()]
        # Who collects gives no address, and a country alone says nothing.
        if self.line1 or self.city:
            rows.append(country_name(self.country))
        return [row for row in rows if row]


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
