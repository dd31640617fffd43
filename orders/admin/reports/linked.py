"""The lists behind the figures of reports: their filters, and the way there."""

import re
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses.countries import country_name
from database.back_office import LinkedFilter
from orders.models import Line, Order
from orders.reports.periods import Period
from orders.reports.registry import Behind
from orders.reports.rendering import period_text
from orders.reports.sales import is_sold

# The lists by the names that reports know them by: address, and who may see them.
LISTS = {
    "orders": ("admin:orders_order_changelist", "orders.view_order"),
    "credit_notes": ("admin:orders_creditnote_changelist", "orders.view_creditnote"),
    "customers": ("admin:accounts_user_changelist", "accounts.view_user"),
    "products": ("admin:shop_product_changelist", "shop.view_product"),
}
WITH_ACCOUNT, NOWHERE = "*", "none"
# "not " or nothing, the period, "@" and a country, "*1" for exactly one order.
PURCHASES = re.compile(r"(not )?([\d-]*\.\.[\d-]*)(?:@(\w+))?(\*1)?", re.ASCII)


def address_of(behind: Behind, request: HttpRequest) -> str:
    """Return the address of the list, or nothing where the reader may not see it."""
    name, permission = LISTS[behind.rows]
    if not request.user.has_perm(permission):
        return ""
    return f"{reverse(name)}?{urlencode(behind.filters)}"


def in_country(code: str) -> str:
    """Return the code as rows have it: empty where they name no country."""
    return "" if code == NOWHERE else code


def country_text(code: str) -> str:
    """Return the name of the country."""
    return _("unknown") if code == NOWHERE else country_name(code)


class PeriodFilter(LinkedFilter):
    """Days in the shop's own zone, both ends included."""

    parameter_name = "period"
    column = ""

    def describe(self, value: str) -> str:
        return period_text(Period.parse(value))

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(**Period.parse(value).conditions(self.column))


class PlacedInFilter(PeriodFilter):
    title = gettext_lazy("placed in the period")
    column = "placed_at"


class IssuedFilter(PeriodFilter):
    title = gettext_lazy("issued in the period")
    column = "issued_at"


class SoldFilter(LinkedFilter):
    title = gettext_lazy("counted by reports")
    parameter_name = "sold"

    def describe(self, value: str) -> str:
        return _("Confirmed, shipped or delivered")

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.sold()


class CountedFilter(LinkedFilter):
    title = gettext_lazy("counted by reports")
    parameter_name = "counted"

    def describe(self, value: str) -> str:
        return _("Of sold orders, and of none")

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.counted()


class UpToFilter(LinkedFilter):
    title = gettext_lazy("placed up to order")
    parameter_name = "up_to"

    def describe(self, value: str) -> str:
        return value

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        last = Order.objects.filter(number=value).only("placed_at").first()
        if last is None:
            return rows.none()
        same_time = Q(placed_at=last.placed_at, number__lte=value)
        return rows.filter(Q(placed_at__lt=last.placed_at) | same_time)


class CustomerFilter(LinkedFilter):
    title = gettext_lazy("customer")
    parameter_name = "customer"

    def describe(self, value: str) -> str:
        return _("With an account") if value == WITH_ACCOUNT else value

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        if value == WITH_ACCOUNT:
            return rows.filter(customer__isnull=False)
        return rows.filter(customer__username=value)


class ProductFilter(LinkedFilter):
    title = gettext_lazy("product")
    parameter_name = "product"

    def describe(self, value: str) -> str:
        return value

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        lines = Line.objects.filter(order=OuterRef("pk"), product__sku=value)
        return rows.filter(Exists(lines))


class CountryFilter(LinkedFilter):
    title = gettext_lazy("country")
    parameter_name = "country"

    def describe(self, value: str) -> str:
        return country_text(value)

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(country=in_country(value))


@dataclass(frozen=True, slots=True)
class Purchases:
    """Which purchases a customer or a product is asked for."""

    period: Period
    are_missing: bool = False
    country: str = ""
    are_single: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what links say, such as 2010-12-01..2010-12-31@NL.

        Raises ValueError for anything else.
        """
        found = PURCHASES.fullmatch(text)
        if found is None:
            raise ValueError(text)
        missing, period, country, single = found.groups()
        return cls(Period.parse(period), bool(missing), country or "", bool(single))

    def __str__(self) -> str:
        names = {
            "period": period_text(self.period),
            "country": country_text(self.country),
        }
        if self.are_missing:
            return _("Nothing, %(period)s") % names
        if self.country:
            return _("%(period)s, to: %(country)s") % names
        return _("Once, %(period)s") % names if self.are_single else names["period"]


class BoughtFilter(LinkedFilter):
    """Customers by what they bought in a period; orders that count as sold."""

    title = gettext_lazy("bought")
    parameter_name = "bought"

    def describe(self, value: str) -> str:
        return str(Purchases.parse(value))

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        wanted = Purchases.parse(value)
        is_counted = is_sold("", wanted.period)
        orders = Order.objects.filter(is_counted, customer=OuterRef("pk"))
        if wanted.country:
            orders = orders.filter(country=in_country(wanted.country))
        if wanted.are_single:
            counted = orders.order_by().values("customer").annotate(count=Count("pk"))
            orders = counted.filter(count=1)
        return rows.filter(~Exists(orders) if wanted.are_missing else Exists(orders))


class SoldProductFilter(LinkedFilter):
    """Products by whether sold orders of a period hold them."""

    title = gettext_lazy("sold")
    parameter_name = "sold"

    def describe(self, value: str) -> str:
        return str(Purchases.parse(value))

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        wanted = Purchases.parse(value)
        is_counted = is_sold("order__", wanted.period)
        lines = Line.objects.filter(is_counted, product=OuterRef("pk")).order_by()
        return rows.filter(~Exists(lines) if wanted.are_missing else Exists(lines))


BEHIND_FIGURES: tuple[Any, ...] = (
    SoldFilter,
    PlacedInFilter,
    UpToFilter,
    CustomerFilter,
    ProductFilter,
    CountryFilter,
)
