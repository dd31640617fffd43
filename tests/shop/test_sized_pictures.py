"""Pictures in the sizes the pages show them."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from shop.models import Picture
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    pixels = BytesIO()
    Image.new("RGB", (600, 900), "green").save(pixels, "WEBP")
    row = Picture(product=ProductFactory(slug="mug"))
    row.image.save("mug.webp", ContentFile(pixels.getvalue(), "mug.webp"))
    return row


def test_a_picture_comes_in_the_size_of_its_place(client, picture):
    path = f"/media/card/{picture.image.name}"

    made, kept = client.get(path), client.get(path)

    for response in (made, kept):
        content = b"".join(response.streaming_content)
        assert response["Content-Type"] == "image/webp"
        assert Image.open(BytesIO(content)).size == (480, 600)


def test_the_pages_show_it(client, picture):
    for path, size in (("/search/", "card"), ("/p/mug/", "large")):
        page = client.get(path).content.decode()
        assert f'src="/media/{size}/{picture.image.name}"' in page


@pytest.mark.parametrize("path", ["huge/{}", "card/../{}", "card/products/no.webp"])
def test_nothing_else_is_served(client, picture, path):
    response = client.get("/media/" + path.format(picture.image.name))

    assert response.status_code == 404


def test_a_lost_file_is_not_found(client, picture):
    picture.image.storage.delete(picture.image.name)

    assert client.get(f"/media/card/{picture.image.name}").status_code == 404


def test_a_file_that_is_no_picture_is_not_found(client, picture):
    with picture.image.storage.open(picture.image.name, "wb") as file:
        file.write(b"no picture")

    assert client.get(f"/media/card/{picture.image.name}").status_code == 404
