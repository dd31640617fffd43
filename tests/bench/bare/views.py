"""A page of the shop's products, by the least that Django needs."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ROWS = 24


class Product(models.Model):
    """What the page reads of the shop's table."""

    id = models.UUIDField(primary_key=True)
    slug = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=14, decimal_places=4)
    status = models.CharField(max_length=20)

    class Meta:
        app_label = "bare"
        db_table = "shop_product"
        managed = False

    def __str__(self) -> str:
        return self.name


def products(request: HttpRequest) -> HttpResponse:
    """Show 24 products."""
    rows = Product.objects.filter(status="published").only("slug", "name", "price")
    return render(request, "products.html", {"products": rows[:ROWS]})
