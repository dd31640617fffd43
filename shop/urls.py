"""Addresses of the catalogue."""

from django.urls import path

from shop.views import catalogue, media

app_name = "shop"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("c/<path:path>/", catalogue.category, name="category"),
    path("p/<slug:slug>/", catalogue.product, name="product"),
    path("search/", catalogue.search_page, name="search"),
    path("favicon.ico", media.favicon, name="favicon"),
    path("media/<slug:size>/<path:name>", media.sized_picture, name="picture"),
]
