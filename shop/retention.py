"""How long the catalogue's events and versions are kept."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from database.retention.periods import Period, periods, superseded
from database.tables.partitions import MonthlyTable, tables
from shop.models import Activity, Category, Product

tables.add("activity", MonthlyTable(Activity, days=settings.ACTIVITY_DAYS))
periods.add(
    "activity",
    Period(
        title=gettext_lazy("What customers did in the shop"),
        days=settings.ACTIVITY_DAYS,
        setting="ACTIVITY_DAYS",
        rows=lambda before: Activity.objects.filter(created_at__lt=before),
        append_only=True,
    ),
)
periods.add(
    "product_history",
    Period(
        title=gettext_lazy("Versions of products"),
        days=settings.HISTORY_DAYS,
        setting="HISTORY_DAYS",
        rows=lambda before: superseded(Product.history.model, before),
        column="history_date",
    ),
)
periods.add(
    "category_history",
    Period(
        title=gettext_lazy("Versions of categories"),
        days=settings.HISTORY_DAYS,
        setting="HISTORY_DAYS",
        rows=lambda before: superseded(Category.history.model, before),
        column="history_date",
    ),
)
