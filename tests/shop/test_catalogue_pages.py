"""Home, categories, products and search as shoppers see them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.models import Picture, Product
from tests.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen():
    return CategoryFactory(name="Kitchen", slug="kitchen")


@pytest.fixture
def cups(kitchen):
    return CategoryFactory(name="Cups", slug="cups", parent=kitchen)


def with_picture(product, **fields):
    """Hang a picture; its file is not looked at by these pages."""
    file = {"image": "products/a.webp", "width": 1, "height": 1}
    return Picture.objects.create(product=product, **file, **fields)


def alts(client, path):
    return re.findall(r'alt="([^"]*)"', client.get(path).content.decode())


def names(response):
    return [product.name for product in response.context["page"]]


def test_the_home_page_of_an_empty_shop_says_so(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "There is nothing here yet" in response.content.decode()


def test_the_home_page_shows_shelves_and_what_is_new(client, cups):
    ProductFactory(name="Mug", category=cups)

    page = client.get("/").content.decode()

    assert "/c/kitchen/" in page
    assert "/p/product-" in page


def test_a_category_shows_its_own_products_and_those_below(client, kitchen, cups):
    ProductFactory(name="Jug", category=kitchen)
    ProductFactory(name="Mug", category=cups)
    ProductFactory(name="Lamp")

    response = client.get("/c/kitchen/")

    assert names(response) == ["Mug", "Jug"]


def test_a_category_below_has_the_path_of_its_parents(client, cups):
    assert client.get("/c/kitchen/cups/").status_code == 200


@pytest.mark.parametrize(
    "path", ["cups", "cups/kitchen", "kitchen/cups/cups", "nothing", "kitchen//cups"]
)
def test_a_path_that_is_none_is_not_found(client, cups, path):
    assert client.get(f"/c/{path}/").status_code == 404


def test_a_deleted_category_is_not_found_nor_what_lies_below(client, kitchen, cups):
    kitchen.soft_delete()

    assert client.get("/c/kitchen/").status_code == 404
    assert client.get("/c/kitchen/cups/").status_code == 404


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["b", "C", "a"]),
        ("price", ["C", "a", "b"]),
        ("-price", ["b", "a", "C"]),
        ("name", ["a", "b", "C"]),
        ("nonsense", ["b", "C", "a"]),
    ],
)
def test_a_category_is_sorted_as_asked(client, kitchen, sort, expected):
    for name, price in (("a", 2), ("C", 1), ("b", 3)):
        ProductFactory(name=name, price=Decimal(price), category=kitchen)

    assert names(client.get(f"/c/kitchen/?sort={sort}")) == expected


def test_a_page_holds_24_products_and_keeps_the_sort(client, kitchen):
    ProductFactory.create_batch(25, category=kitchen)

    response = client.get("/c/kitchen/?sort=name")

    assert len(names(response)) == 24
    assert "?sort=name&amp;page=2" in response.content.decode()
    assert len(names(client.get("/c/kitchen/?sort=name&page=2"))) == 1


@pytest.mark.parametrize(
    "page", ["2", "0", "-1", "x", "", "1.0", "1_0", "１", " 1", "1" + "0" * 30]
)
def test_a_page_number_that_is_none_is_not_found(client, kitchen, page):
    assert client.get("/c/kitchen/", {"page": page}).status_code == 404
    assert client.get("/search/", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Product.Status.DRAFT},
        {"status": Product.Status.ARCHIVED},
        {"published_at": timezone.now() + timedelta(hours=1)},
        {"deleted_at": timezone.now()},
    ],
)
def test_what_is_not_on_sale_is_nowhere(client, kitchen, changes):
    ProductFactory(slug="mug", category=kitchen, is_featured=True, **changes)

    assert client.get("/p/mug/").status_code == 404
    for path in ("/", "/c/kitchen/", "/search/?q=product"):
        assert "/p/mug/" not in client.get(path).content.decode()


def test_a_product_page_shows_price_stock_and_attributes(client, cups):
    ProductFactory(
        name="Mug",
        slug="mug",
        price=Decimal("1018.50"),
        stock_quantity=3,
        attributes={"Material": "Stoneware"},
        category=cups,
    )

    page = client.get("/p/mug/").content.decode()

    for text in ("£1,018.50", "Only 3 left", "Stoneware", "/c/kitchen/cups/"):
        assert text in page


def test_what_is_not_there_cannot_be_added(client):
    ProductFactory(slug="mug", stock_quantity=0)

    page = client.get("/p/mug/").content.decode()

    assert "Not available yet." in page
    assert "Add to basket" not in page


def test_a_description_is_text_not_html(client):
    ProductFactory(slug="mug", name="<b>Mug</b>", description="<script>x</script>")

    page = client.get("/p/mug/").content.decode()

    assert "<script>x" not in page
    assert "<b>Mug" not in page


def test_search_finds_every_word_in_name_sku_description_and_tags(client):
    ProductFactory(name="Blue mug", sku="M-1")
    ProductFactory(name="Jug", description="Blue glaze, goes with the mug.")
    tagged = ProductFactory(name="Bowl", sku="blue-9")
    tagged.tags.add("Mugs and bowls")
    ProductFactory(name="Mug, green")

    response = client.get("/search/?q=mug blue")

    assert sorted(names(response)) == ["Blue mug", "Bowl", "Jug"]


def test_search_ranks_the_beginning_of_a_name_first(client):
    ProductFactory(name="Mug, blue")
    ProductFactory(name="Stand for a mug")
    ProductFactory(name="Tray", description="For your mug.")

    response = client.get("/search/?q=mug")

    assert names(response) == ["Mug, blue", "Stand for a mug", "Tray"]


def test_search_keeps_its_query_over_pages(client):
    ProductFactory.create_batch(25)

    page = client.get("/search/?q=product&sort=name").content.decode()

    assert "?q=product&amp;sort=name&amp;page=2" in page


def test_an_empty_search_shows_everything(client):
    ProductFactory(name="Mug")

    assert names(client.get("/search/?q=")) == ["Mug"]


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", '"', "💣" * 300, "a " * 500])
def test_a_search_for_odd_text_answers(client, query):
    ProductFactory(name="Mug")

    response = client.get("/search/", {"q": query})

    assert response.status_code == 200
    assert names(response) == []


def test_the_404_page_offers_search_and_categories(client, kitchen):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert 'id="lost-search"' in response.content.decode()
    assert "/c/kitchen/" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/search/"])
def test_pages_are_read_only(client, path):
    assert client.post(path).status_code == 405


def test_pictures_are_described_in_the_words_of_staff(client):
    mug = ProductFactory(name="Mug", slug="mug", is_featured=True)
    with_picture(mug, alt="A mug seen from above", position=0)
    with_picture(mug, alt="", position=1)

    page, card = (client.get(path).content.decode() for path in ("/p/mug/", "/search/"))

    assert re.findall(r'alt="([^"]*)"', page) == [
        "A mug seen from above",
        "Mug",
        "",
        "",
    ]
    assert re.findall(r'alt="([^"]*)"', card) == ["A mug seen from above"]
    assert 'alt="A mug seen from above"' in client.get("/").content.decode()


def test_a_picture_without_words_is_named_after_its_product_where_it_stands_alone(
    client,
):
    mug = ProductFactory(name="Mug", slug="mug", is_featured=True)
    with_picture(mug)

    assert alts(client, "/p/mug/") == ["Mug"]
    # On a card the name stands beside it, and would be read twice.
    assert alts(client, "/search/") == [""]


def test_each_of_several_pictures_can_be_led_to_without_a_script(client):
    mug = ProductFactory(slug="mug")
    for position in range(3):
        with_picture(mug, position=position)

    page = client.get("/p/mug/").content.decode()

    for number in (1, 2, 3):
        assert f'id="picture-{number}"' in page
        assert f'href="#picture-{number}"' in page
        assert f"Picture {number} of 3" in page


def test_one_picture_has_nothing_to_lead_to(client):
    with_picture(ProductFactory(slug="mug"))

    assert 'href="#picture-1"' not in client.get("/p/mug/").content.decode()


@pytest.mark.parametrize(
    ("description", "heading"), [("", 0), (" \n ", 0), ("Turned by hand.", 1)]
)
def test_only_what_is_described_has_a_heading_about_it(client, description, heading):
    ProductFactory(slug="mug", description=description)

    page = client.get("/p/mug/").content.decode()

    assert page.count("About it") == heading
    assert page.count('name="description"') == (1 if description else 0)


def test_a_quantity_over_the_stock_is_left_to_our_own_words(client):
    ProductFactory(slug="mug", stock_quantity=3)

    page = " ".join(client.get("/p/mug/").content.decode().split())

    assert '<form class="product-add" novalidate' in page
