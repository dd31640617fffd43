"""The limit's only page."""

from django.urls import path

from tests.bench.bare.views import products

urlpatterns = [path("", products)]
