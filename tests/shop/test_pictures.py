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


def drawn(mode, colours, kind="PNG", **options):
    """Return what is kept of a row of pixels, as red, green, blue and alpha."""
    source = Image.new(mode, (16 * len(colours), 16))
    if mode == "P":
        source.putpalette([0, 0, 0, 255, 0, 0])
    for number, colour in enumerate(colours):
        source.paste(colour, (16 * number, 0, 16 * number + 16, 16))
    upload = BytesIO()
    source.save(upload, kind, **options)
    kept = Image.open(reencode(BytesIO(upload.getvalue()), size=1)).convert("RGBA")
    return [kept.getpixel((16 * number + 8, 8)) for number in range(len(colours))]


def about(pixels):
    return [pytest.approx(pixel, abs=6) for pixel in pixels]


def grey(*values):
    return [(value, value, value, 255) for value in values]


def test_a_ramp_of_16_bits_stays_a_ramp():
    kept = drawn("I;16", [0, 257 * 64, 257 * 128, 257 * 192, 65535])

    assert kept == about(grey(0, 64, 128, 192, 255))


def test_what_is_clear_in_16_bits_stays_clear():
    kept = drawn("I;16", [0, 0x9C9C], transparency=0x9C9C)

    assert [alpha for *_colour, alpha in kept] == [255, 0]


def test_inks_become_colours():
    kept = drawn("CMYK", [(255, 0, 0, 0), (0, 0, 0, 255)], "JPEG", quality=95)

    assert kept == about([(0, 255, 255, 255), (0, 0, 0, 255)])


def test_inks_with_a_broken_profile_become_colours():
    options = {"quality": 95, "icc_profile": b"no profile"}

    assert drawn("CMYK", [(0, 0, 0, 255)], "JPEG", **options) == about(grey(0))


def test_a_clear_colour_of_a_palette_stays_clear():
    kept = drawn("P", [0, 1], transparency=1)

    assert [alpha for *_colour, alpha in kept] == [255, 0]


def test_grey_with_transparency_keeps_both():
    assert drawn("LA", [(200, 255), (10, 0)])[0] == pytest.approx(
        (200, 200, 200, 255), abs=6
    )
    assert drawn("LA", [(200, 255), (10, 0)])[1][3] == 0


def test_black_and_white_stay_so():
    assert drawn("1", [0, 1]) == about(grey(0, 255))


def test_a_picture_from_a_turned_camera_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = Image.open(reencode(picture("JPEG", size=(40, 20), exif=exif), size=1))

    assert kept.size == (20, 40)


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    upload = BytesIO()
    frames[0].save(upload, "GIF", save_all=True, append_images=frames[1:])

    kept = Image.open(reencode(BytesIO(upload.getvalue()), size=1))

    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((10, 10)) == pytest.approx((255, 0, 0), abs=6)


@pytest.mark.parametrize("side", [7100, 10_000, 14_000])
def test_a_small_file_with_too_many_pixels_is_refused(side):
    upload = BytesIO()
    Image.new("1", (side, side)).save(upload, "PNG")

    with pytest.raises(UnusablePicture, match="more than 50 million pixels"):
        reencode(BytesIO(upload.getvalue()), size=1)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n"]
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(UnusablePicture, match="not a JPEG, PNG, WebP or GIF"):
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
