"""How long the events of accounts are kept."""

from django.conf import settings

from accounts.models import LoginHistory
from database.partitioning.tables import MonthlyTable, tables

tables.add("logins", MonthlyTable(LoginHistory, days=settings.LOGIN_HISTORY_DAYS))
