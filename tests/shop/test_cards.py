"""Cards of products: drawn once, and right at the very next page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shop.models import Picture, Product
from shop.services import adjust_stock
from shop.templatetags import kept
from shop.views.cards import cards_of
from tests.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept_yet() -> None:
    kept.kept.cache_clear()


@pytest.fixture
def mug() -> Product:
    cups = CategoryFactory(name="Cups", slug="cups")
    return ProductFactory(
        name="Mug", slug="mug", price=18, stock_quantity=9, category=cups
    )


def shelf(client) -> str:
    page = client.get("/c/cups/").content.decode()
    return page.partition('<ul class="product-grid"')[2].partition("</ul>")[0]


def saved(product: Product, **values: object) -> None:
    for name, value in values.items():
        setattr(product, name, value)
    product.save()


def updated(product: Product, **values: object) -> None:
    Product.objects.filter(pk=product.pk).update(**values)


def updated_with_others(product: Product, **values: object) -> None:
    for name, value in values.items():
        setattr(product, name, value)
    Product.objects.bulk_update([product], list(values))


def written_as_sql(product: Product, **values: object) -> None:
    table, key = Product._meta.db_table, connection.ops.quote_name("id")
    pk = Product._meta.pk.get_db_prep_value(product.pk, connection)
    with connection.cursor() as cursor:
        for name, value in values.items():
            statement = f"UPDATE {table} SET {name} = %s WHERE {key} = %s"
            cursor.execute(statement, [value, pk])


WAYS = [saved, updated, updated_with_others, written_as_sql]


@pytest.mark.parametrize("write", WAYS)
@pytest.mark.parametrize(
    ("values", "old", "new"),
    [
        ({"name": "Beaker"}, ">Mug</a>", ">Beaker</a>"),
        ({"slug": "beaker"}, 'href="/p/mug/"', 'href="/p/beaker/"'),
        ({"price": "21.0000"}, "£18.00", "£21.00"),
    ],
)
def test_a_change_shows_at_the_next_page_by_whatever_way_it_came(
    client, mug, write, values, old, new
):
    before = shelf(client)

    write(mug, **values)

    after = shelf(client)
    assert (old in before, new in before) == (True, False)
    assert (old in after, new in after) == (False, True)


def test_a_picture_and_its_description_show_at_the_next_page(client, mug):
    shelf(client)
    size = {"width": 1, "height": 1}
    Picture.objects.create(product=mug, image="a.webp", alt="A mug", **size)
    first = shelf(client)
    Picture.objects.filter(product=mug).update(image="b.webp", alt="The same mug")
    second = shelf(client)
    Picture.objects.all().delete()

    assert ("a.webp" in first, 'alt="A mug"' in first) == (True, True)
    assert ("b.webp" in second, 'alt="The same mug"' in second) == (True, True)
    assert "a.webp" not in second
    assert "<img" not in shelf(client)


def test_the_pieces_that_are_left_are_those_of_this_moment(client, mug):
    marks = []
    for delta in (-3, -1, -4, -1, 7):
        shelf(client)
        adjust_stock(product_id=mug.pk, delta=delta, reason="Counted")
        marks.append([text for text in (" left", "Sold out.") if text in shelf(client)])

    assert marks == [[], [" left"], [" left"], ["Sold out."], []]


def test_what_never_was_in_stock_says_so_until_pieces_came(client):
    cups = CategoryFactory(slug="cups")
    bowl = ProductFactory(category=cups, stock_quantity=0)
    before = shelf(client)

    adjust_stock(product_id=bowl.pk, delta=2, reason="Arrived")
    adjust_stock(product_id=bowl.pk, delta=-2, reason="Broken")

    assert "Not available yet." in before
    assert "Sold out." in shelf(client)


def test_a_card_that_looks_the_same_is_drawn_once(client, mug):
    shelf(client)
    drawn = kept.kept.cache_info().misses

    mug.description = "No card shows this."
    mug.save()
    shelf(client)

    assert kept.kept.cache_info().misses == drawn


def test_while_templates_are_written_each_card_is_drawn_anew(client, mug, settings):
    settings.DEBUG = True

    shelf(client)

    assert kept.kept.cache_info().currsize == 0


def test_another_language_or_currency_is_another_card(mug, settings):
    (card,) = cards_of(Product.objects.for_cards())
    name = "partials/product_card.html"
    pounds = kept.kept_piece(name, card=card)
    with translation.override("de"):
        german = kept.kept_piece(name, card=card)
    settings.CURRENCY = "EUR"

    assert ("£18.00" in pounds, "18,00\xa0£" in german) == (True, True)
    assert "€18.00" in kept.kept_piece(name, card=card)


def test_visitors_share_a_card_that_knows_none_of_them(client, mug):
    token = client.get("/c/cups/").cookies["csrftoken"].value
    before = kept.kept.cache_info().hits
    (card,) = cards_of(Product.objects.for_cards())
    piece = kept.kept_piece("partials/product_card.html", card=card)

    assert kept.kept.cache_info().hits == before + 1
    assert token not in piece


def test_a_value_that_could_change_is_refused():
    with pytest.raises(TypeError, match="unhashable"):
        kept.kept_piece("partials/categories.html", links=[], current="")


@pytest.mark.parametrize("count", [1, 24])
def test_cards_cost_three_queries_for_any_number(count):
    for number in range(count):
        ProductFactory(stock_quantity=number % 2)

    with CaptureQueriesContext(connection) as captured:
        cards = cards_of(Product.objects.for_cards())

    assert (len(cards), len(captured)) == (count, 3)
