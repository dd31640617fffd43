"""The data checks and their history."""

from django.contrib import admin

from database.back_office.runs import ConsistencyRunAdmin
from database.models import ConsistencyRun

admin.site.register(ConsistencyRun, ConsistencyRunAdmin)
