"""What the floors above add to the list of products."""

from django.contrib import admin

from database.registry import Registry

filters: Registry[type[admin.SimpleListFilter]] = Registry("admin")
