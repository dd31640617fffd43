"""Roles."""

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group

from database.back_office import ShopModelAdmin

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(auth_admin.GroupAdmin, ShopModelAdmin):
    list_display = ("name",)
