"""The shop's addresses, and the floor's among them."""

from django.urls import path

from config.urls import urlpatterns as shop
from tests.bench.floor import floor

urlpatterns = [path("floor/", floor), *shop]
