"""Products, categories, pictures and stock in the back office."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shop.models import Category, Product, StockMovement
from shop.services import adjust_stock
from tests.admin.conftest import member, sentences
from tests.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)

NO_PICTURES = {
    "pictures-TOTAL_FORMS": 0,
    "pictures-INITIAL_FORMS": 0,
}


def fields_of(product, **changes):
    """Return what the form of a product posts."""
    return {
        "name": product.name,
        "slug": product.slug,
        "sku": product.sku,
        "price": product.price,
        "seen_version": product.version,
        **NO_PICTURES,
        **changes,
    }


def page(product):
    return reverse("admin:shop_product_change", args=[product.pk])


@pytest.fixture
def catalogue(as_role):
    return as_role("catalogue")


def test_a_product_is_added_as_a_draft_with_tags_and_properties(catalogue):
    new = Product(sku="MUG-1", name="Mug", slug="mug", price=Decimal("12.5"))
    extra = {"tags": "blue, stoneware", "attributes": "Material: stoneware\nWeight: 3"}

    catalogue.post(reverse("admin:shop_product_add"), fields_of(new, **extra))

    mug = Product.objects.get(sku="MUG-1")
    assert (mug.status, mug.stock_quantity) == ("draft", 0)
    assert mug.attributes == {"Material": "stoneware", "Weight": 3}
    assert sorted(mug.tags.names()) == ["blue", "stoneware"]


def test_the_sku_of_a_deleted_product_is_a_sentence(catalogue):
    ProductFactory(sku="MUG-1").soft_delete()
    new = Product(sku="MUG-1", name="Mug", slug="mug", price=1)

    response = catalogue.post(reverse("admin:shop_product_add"), fields_of(new))

    assert "This SKU already exists." in response.content.decode()
    assert Product.all_objects.count() == 1


def test_a_save_writes_the_changed_fields_only(catalogue):
    mug = ProductFactory(stock_quantity=10)
    posted = fields_of(mug, name="Better mug", stock_quantity=999, status="archived")
    Product.objects.filter(pk=mug.pk).update(description="Written meanwhile")

    catalogue.post(page(mug), posted | {"description": ""})

    mug.refresh_from_db()
    assert (mug.name, mug.version, mug.content_version) == ("Better mug", 2, 2)
    assert (mug.stock_quantity, mug.status) == (10, "published")


def test_a_stale_form_is_refused_and_told_who_changed_what(catalogue, as_role):
    mug = ProductFactory(name="Mug")
    boss = member("owner")
    colleague = as_role("anonymous")
    colleague.force_login(boss)
    colleague.post(page(mug), fields_of(mug, name="Cup"))

    response = catalogue.post(page(mug), fields_of(mug, name="Beaker"))

    text = response.content.decode()
    assert f"{boss.username} changed “Cup” on" in text
    assert "name from “Mug” to “Cup”" in text
    mug.refresh_from_db()
    assert (mug.name, mug.version) == ("Cup", 2)


def test_a_sale_does_not_spoil_an_open_form(catalogue):
    mug = ProductFactory(name="Mug")
    adjust_stock(product_id=mug.pk, delta=-1, reason="Broken")

    catalogue.post(page(mug), fields_of(mug, name="Cup"))

    mug.refresh_from_db()
    assert (mug.name, mug.stock_quantity) == ("Cup", 9)


def test_a_form_without_its_version_changes_nothing(catalogue):
    mug = ProductFactory(name="Mug")

    response = catalogue.post(page(mug), fields_of(mug, name="Cup", seen_version=""))

    assert "The form is incomplete." in response.content.decode()
    mug.refresh_from_db()
    assert mug.name == "Mug"


def test_a_version_that_is_yet_to_come_changes_nothing(catalogue):
    mug = ProductFactory(name="Mug")

    response = catalogue.post(page(mug), fields_of(mug, name="Cup", seen_version=9))

    assert "Nothing was saved. Open the page again" in response.content.decode()
    mug.refresh_from_db()
    assert (mug.name, mug.version) == ("Mug", 1)


def test_publishing_twice_says_why_nothing_happened(catalogue):
    mug = ProductFactory(status=Product.Status.DRAFT, name="Mug")
    url = reverse("admin:shop_product_status", args=[mug.pk, "publish"])
    catalogue.post(url)

    response = catalogue.post(url, follow=True)

    mug.refresh_from_db()
    assert (mug.status, mug.version) == ("published", 2)
    assert "“Mug” is published already." in sentences(response)


def test_deleting_and_restoring_by_the_list(catalogue):
    mug = ProductFactory(name="Mug")
    url = reverse("admin:shop_product_changelist")
    chosen = {"_selected_action": [mug.pk]}
    delete = {"action": "delete_selected_softly", **chosen}
    catalogue.post(url, delete)
    again = catalogue.post(f"{url}?deleted=both", delete, follow=True)

    assert Product.all_objects.get().is_deleted
    assert "“Mug” is already deleted." in sentences(again)
    assert "MUG" not in catalogue.get(url).context["cl"].queryset.values_list("name")
    catalogue.post(f"{url}?deleted=yes", {"action": "restore_selected", **chosen})
    assert not Product.all_objects.get().is_deleted


def test_the_delete_page_deletes_softly(catalogue):
    mug = ProductFactory()

    catalogue.post(reverse("admin:shop_product_delete", args=[mug.pk]), {"post": "yes"})

    assert Product.all_objects.get().is_deleted


def test_a_category_that_holds_something_stays(catalogue):
    mugs = CategoryFactory(name="Mugs")
    ProductFactory(category=mugs)

    url = reverse("admin:shop_category_delete", args=[mugs.pk])
    response = catalogue.post(url, {"post": "yes"}, follow=True)

    assert "“Mugs” contains 1 products and 0 categories" in sentences(response)
    assert not Category.all_objects.get().is_deleted


def test_a_category_within_itself_is_a_sentence(catalogue):
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    fields = {"name": "Top", "slug": top.slug, "position": 0, "seen_version": 1}

    url = reverse("admin:shop_category_change", args=[top.pk])
    response = catalogue.post(url, {**fields, "parent": below.pk})

    assert "A category cannot be inside itself." in response.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def stock_page(product):
    return reverse("admin:shop_product_stock", args=[product.pk])


def change(quantity, **fields):
    start = {"kind": "change", "reason": "Delivery", "stock_was": 10, "token": uuid4()}
    return {**start, "quantity": quantity, **fields}


def test_stock_changes_by_a_delta_and_a_reason(catalogue):
    mug = ProductFactory(stock_quantity=10)

    response = catalogue.post(stock_page(mug), change(-3), follow=True)

    movement = StockMovement.objects.get(reason="adjustment")
    assert (movement.delta, movement.balance_after, movement.note) == (
        -3,
        7,
        "Delivery",
    )
    assert "-3, now 7 in stock" in sentences(response)


def test_the_same_stock_form_counts_once(catalogue):
    mug, posted = ProductFactory(stock_quantity=10), change(5)
    catalogue.post(stock_page(mug), posted)

    response = catalogue.post(stock_page(mug), posted)

    mug.refresh_from_db()
    assert mug.stock_quantity == 15
    assert "This change has already been booked." in response.content.decode()


def test_a_count_on_a_stock_that_moved_is_refused(catalogue):
    mug = ProductFactory(stock_quantity=10)
    adjust_stock(product_id=mug.pk, delta=-2, reason="Sold at the door")

    response = catalogue.post(stock_page(mug), change(9, kind="count"))

    mug.refresh_from_db()
    assert mug.stock_quantity == 8
    assert "8 of" in response.content.decode()


@pytest.mark.parametrize("quantity", ["-11", "0", "", "1" * 5000, "３", "1_000", "x"])
def test_a_stock_that_cannot_be_is_a_sentence(catalogue, quantity):
    mug = ProductFactory(stock_quantity=10)

    response = catalogue.post(stock_page(mug), change(quantity))

    mug.refresh_from_db()
    assert response.status_code == 200
    assert mug.stock_quantity == 10


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="image/png")


def picture_fields(file):
    return {
        "pictures-TOTAL_FORMS": 1,
        "pictures-INITIAL_FORMS": 0,
        "pictures-0-image": file,
        "pictures-0-alt": "A mug",
        "pictures-0-position": 0,
    }


def test_an_uploaded_picture_is_drawn_anew(catalogue):
    mug, content = ProductFactory(), BytesIO()
    Image.new("RGB", (60, 80), "green").save(content, "PNG")
    file = upload("evil.png", content.getvalue() + b"<script>")

    catalogue.post(page(mug), fields_of(mug, **picture_fields(file)))

    picture = mug.pictures.get()
    assert picture.image.name.endswith(".webp")
    assert (picture.width, picture.height, picture.alt) == (60, 80, "A mug")
    mug.refresh_from_db()
    assert mug.content_version == 2


def test_a_file_that_is_no_picture_is_a_sentence(catalogue):
    mug, file = ProductFactory(), upload("mug.png", b"no picture")

    response = catalogue.post(page(mug), fields_of(mug, **picture_fields(file)))

    assert response.status_code == 200
    assert not mug.pictures.exists()


def test_properties_without_a_colon_are_a_sentence(catalogue):
    mug = ProductFactory(attributes={"Colour": "blue", "Sizes": ["S", "M"]})

    response = catalogue.post(page(mug), fields_of(mug, attributes="just words"))

    assert "“just words” has no colon." in response.content.decode()
    mug.refresh_from_db()
    assert mug.attributes == {"Colour": "blue", "Sizes": ["S", "M"]}


def test_what_a_form_writes_another_way_is_no_change(catalogue, as_role):
    published = datetime(2026, 7, 22, 4, 12, 47, 510586, tzinfo=UTC)
    mug = ProductFactory(
        name="Mug", description="Turned.\nFired.", published_at=published
    )
    as_posted = {
        "description": "Turned.\r\nFired.",
        "published_at_0": "2026-07-22",
        "published_at_1": "05:12:47",
    }
    colleague = as_role("anonymous")
    colleague.force_login(member("owner"))
    colleague.post(page(mug), fields_of(mug, name="Cup", **as_posted))

    response = catalogue.post(page(mug), fields_of(mug, name="Beaker"))

    text = response.content.decode()
    changed = "name from “Mug” to “Cup” and cost from “£4.00” to “nothing”"
    assert f": {changed}. Nothing was saved." in text
