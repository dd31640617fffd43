from hashlib import sha256
from io import BytesIO
from itertools import combinations
from statistics import mean

import pytest
from PIL import Image
from PIL.ImageChops import difference
from PIL.ImageStat import Stat

from shop.demo.catalogue import CATEGORIES, PRODUCTS
from shop.demo.drawing import draw, draw_all, names, to_webp

SMALL = (192, 240)


def repeated(values):
    values = list(values)
    return {value for value in values if values.count(value) > 1}


@pytest.fixture(scope="module")
def small_pictures():
    return draw_all(PRODUCTS, SMALL, workers=1)


def test_there_is_enough_to_fill_a_shop():
    assert len(CATEGORIES) >= 12
    assert len(PRODUCTS) >= 80


def test_no_sku_slug_or_name_is_used_twice():
    assert repeated(product.sku for product in PRODUCTS) == set()
    assert repeated(product.slug for product in PRODUCTS) == set()
    assert repeated(product.name for product in PRODUCTS) == set()
    assert repeated(category.slug for category in CATEGORIES) == set()


def test_categories_have_two_levels_and_parents_come_first():
    seen = {}
    for category in CATEGORIES:
        if category.parent_slug is not None:
            assert seen[category.parent_slug].parent_slug is None
        seen[category.slug] = category

    assert sum(category.parent_slug is None for category in CATEGORIES) >= 4


def test_every_lower_category_has_products_and_no_root_has():
    lower = {category.slug for category in CATEGORIES if category.parent_slug}

    assert {product.category_slug for product in PRODUCTS} == lower


def test_prices_are_sensible_and_above_the_cost():
    for product in PRODUCTS:
        assert 4 <= product.price <= 180, product.sku
        assert product.price == round(product.price, 2)
        assert 0.35 <= product.cost / product.price <= 0.6, product.sku


def test_some_stock_is_out_some_is_low_and_most_is_good():
    stocks = [product.stock for product in PRODUCTS]

    assert stocks.count(0) >= 3
    assert sum(1 <= stock <= 4 for stock in stocks) >= 6
    assert sum(stock >= 10 for stock in stocks) > len(stocks) * 0.7
    assert min(stocks) == 0


def test_descriptions_are_long_and_each_is_its_own():
    assert repeated(product.description for product in PRODUCTS) == set()
    assert [p.sku for p in PRODUCTS if len(p.description) <= 80] == []


def test_every_product_says_what_it_is_made_of_and_how_large_it_is():
    for product in PRODUCTS:
        assert {"material", "dimensions", "weight", "origin"} <= set(product.attributes)


def test_every_drawing_exists_and_every_drawing_is_used():
    assert {product.drawing.name for product in PRODUCTS} == set(names())


@pytest.mark.thorough
def test_the_same_product_gives_the_same_bytes_whoever_draws_it(small_pictures):
    some = PRODUCTS[::30]

    in_processes = draw_all(some, SMALL, workers=2)

    assert in_processes == {
        product.sku: small_pictures[product.sku] for product in some
    }


@pytest.mark.thorough
def test_no_two_pictures_are_alike(small_pictures):
    prints = {sha256(picture).hexdigest() for picture in small_pictures.values()}

    assert len(prints) == len(PRODUCTS)


@pytest.mark.thorough
def test_no_two_pictures_look_alike(small_pictures):
    thumbs = {
        sku: Image.open(BytesIO(picture)).resize((16, 20))
        for sku, picture in small_pictures.items()
    }

    alike = [
        (one, other)
        for one, other in combinations(thumbs, 2)
        if mean(Stat(difference(thumbs[one], thumbs[other])).mean) < 3
    ]

    assert alike == []


def test_a_picture_is_a_portrait_in_the_size_asked_for():
    assert draw(PRODUCTS[0]).size == (960, 1200)

    picture = Image.open(BytesIO(to_webp(PRODUCTS[0], SMALL)))

    assert (picture.format, picture.size) == ("WEBP", SMALL)
