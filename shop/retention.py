"""How long the catalogue's events are kept."""

from django.conf import settings

from database.partitioning.tables import MonthlyTable, tables
from shop.models import Activity

tables.add("activity", MonthlyTable(Activity, days=settings.ACTIVITY_DAYS))
