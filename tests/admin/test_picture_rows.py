"""Rows of pictures on a product's form, for those who cannot see the table."""

import json
import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from shop.admin.forms import PictureForm
from shop.models import Picture
from tests.factories import ProductFactory


def names_in(html):
    return re.findall(r'aria-label="([^"]*)"', html)


def test_each_field_of_a_picture_has_its_name():
    form = PictureForm()

    assert names_in(str(form["image"])) == ["Choose file to upload", "File"]
    assert names_in(str(form["alt"])) == ["Description"]
    assert names_in(str(form["position"])) == ["Position"]


def test_the_link_to_the_stored_picture_has_a_name():
    form = PictureForm(instance=Picture(image="products/mug.webp", width=40, height=50))

    html = str(form["image"])

    assert 'href="/media/products/mug.webp"' in html
    assert names_in(html) == ["Choose file to upload", "File", "Open the picture"]


def test_a_picture_is_called_by_its_description_if_it_has_one():
    assert str(Picture(alt="A mug from above")) == "A mug from above"
    assert str(Picture()) == "Picture without a description"


def test_the_column_of_the_bins_has_a_name():
    formset = {"can_delete": True}
    inline = {"fields": [], "formset": formset, "has_delete_permission": True}

    html = render_to_string(
        "unfold/helpers/edit_inline/tabular_heading.html",
        {"inline_admin_formset": inline},
    )

    assert '<span class="bo-unseen">Remove</span>' in html


@pytest.mark.django_db
def test_the_button_for_another_row_is_written_like_a_sentence(owner):
    address = reverse("admin:shop_product_change", args=[ProductFactory().pk])
    page = owner.get(address).content.decode()

    found = re.search(r'data-inline-formset="([^"]*)"', page)
    data = json.loads(unescape(found[1]))
    assert data["options"]["addText"] == "Add another picture"
    assert data["options"]["prefix"] == "pictures"
