"""A form of the back office that was sent from an old page."""

import pytest
from django.test import Client

from shop.models import Category
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_staff_are_led_back_to_their_form():
    client = Client(enforce_csrf_checks=True)
    client.force_login(StaffFactory())
    path = "/admin/shop/category/add/"
    client.get(path)

    response = client.post(path, {"name": "Lamps"})

    page = response.content.decode()
    assert response.status_code == 403
    assert "You have signed in or out since this page was opened" in page
    assert f'href="{path}"' in page
    assert not Category.objects.exists()
