"""Small pictures in tables."""

from django.urls import reverse
from django.utils.html import format_html

from shop.models import Picture


def thumbnail(picture: Picture | None) -> str:
    """Return the picture in its smallest size, or an empty frame.

    By the address that makes it at the first request: a list waits for no picture.
    """
    if picture is None or not picture.image:
        return format_html('<span class="bo-thumb {}"></span>', "bo-thumb-empty")
    return format_html(
        '<img class="bo-thumb" src="{}" alt="" loading="lazy" width="40" height="50">',
        reverse("shop:picture", args=["small", picture.image.name]),
    )
