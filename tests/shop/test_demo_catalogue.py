from hashlib import sha256
from itertools import combinations
from statistics import mean

import pytest
from PIL import Image
from PIL.ImageChops import difference
from PIL.ImageStat import Stat

from shop.demo.catalogue import CATEGORIES, FOLDER, PICTURE_SIZE, PRODUCTS

SMALL = (192, 240)


def repeated(values):
    values = list(values)
    return {value for value in values if values.count(value) > 1}


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


def test_every_product_has_a_picture_and_every_picture_a_product():
    there = {picture.name for picture in (FOLDER / "pictures").iterdir()}

    assert there == {product.picture.name for product in PRODUCTS}


def test_a_picture_is_a_portrait_and_all_of_them_are_soon_fetched():
    assert sum(product.picture.stat().st_size for product in PRODUCTS) < 2_000_000
    for product in PRODUCTS:
        with Image.open(product.picture) as picture:
            assert (picture.format, picture.size) == ("WEBP", PICTURE_SIZE)


def test_no_two_pictures_are_alike():
    prints = {sha256(p.picture.read_bytes()).hexdigest() for p in PRODUCTS}

    assert len(prints) == len(PRODUCTS)


@pytest.mark.thorough
def test_no_two_pictures_look_alike():
    thumbs = {
        product.sku: Image.open(product.picture).resize((16, 20))
        for product in PRODUCTS
    }

    alike = [
        (one, other)
        for one, other in combinations(thumbs, 2)
        if mean(Stat(difference(thumbs[one], thumbs[other])).mean) < 3
    ]

    assert alike == []
