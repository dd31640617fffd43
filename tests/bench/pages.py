"""Our category page, and the floor. Both pass the same middleware."""

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory

from shop.models import Category, Picture, Product
from tests.bench.measure import Job
from tests.factories import CategoryFactory

PRODUCTS = 100


def jobs() -> dict[str, Job]:
    """Return one request for each page, answered without a socket."""
    category = _shelf()
    return {
        "category page": _request(f"/c/{category.slug}/"),
        "floor view": _request("/floor/"),
    }


def _request(path: str) -> Job:
    handler, requests = BaseHandler(), RequestFactory(SERVER_NAME=settings.SITE_HOST)
    handler.load_middleware()

    def answer() -> None:
        response = handler.get_response(requests.get(path, secure=settings.IS_HTTPS))
        assert response.status_code == 200, f"{path} answers {response.status_code}."
        response.close()

    return answer


def _shelf() -> Category:
    """Make a category of 100 products with a picture each."""
    category = CategoryFactory(slug="bench")
    products = [
        Product(
            sku=f"BENCH-{number}",
            name=f"Product {number}",
            slug=f"bench-{number}",
            price=number,
            category=category,
            status=Product.Status.PUBLISHED,
            stock_quantity=number,
        )
        for number in range(PRODUCTS)
    ]
    Product.objects.bulk_create(products)
    Picture.objects.bulk_create(
        Picture(product=product, image="products/a.webp", width=480, height=600)
        for product in products
    )
    return category
