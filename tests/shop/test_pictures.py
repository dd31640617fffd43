"""Uploaded pictures are drawn anew, and only those are served."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from shop.services.pictures import UnusablePicture, reencode


def picture(kind="PNG", size=(40, 50), **options):
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **options)
    return BytesIO(target.getvalue())


def test_a_picture_becomes_webp_without_its_metadata():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"

    kept = Image.open(reencode(picture("JPEG", exif=exif), size=1))

    assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (40, 50), {})


def test_a_large_picture_is_made_smaller():
    kept = Image.open(reencode(picture(size=(4000, 1000)), size=1))

    assert kept.size == (2000, 500)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n"]
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(UnusablePicture, match="no JPEG, PNG, WebP or GIF"):
        reencode(BytesIO(content), size=len(content))


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(UnusablePicture, match="larger than 15 MB"):
        reencode(picture(), size=16 * 1024 * 1024)


@pytest.mark.django_db
def test_the_shop_serves_its_pictures(client):
    default_storage.save("products/a.webp", reencode(picture(), size=1))

    answer = client.get("/media/products/a.webp")

    b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")


# The page that says so lists the categories.
@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["products/a.html", "products/../shop.sqlite3", "products/none.webp", "x.webp"],
)
def test_the_shop_serves_nothing_else(client, path):
    default_storage.save("products/a.html", reencode(picture(), size=1))

    assert client.get(f"/media/{path}").status_code == 404
