"""Pictures from people are drawn again before they are kept."""

from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from database.errors import KontorError

LARGEST_UPLOAD = 15 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class UnusablePicture(KontorError):
    """The file is not a picture that can be shown."""


def reencode(upload: IO[Any], *, size: int) -> ContentFile:
    """Return the picture as WebP: upright, at most 2,000 pixels, nothing but pixels.

    What else a file may carry (a position, a script, a second file behind the picture)
    does not survive. `size` is the upload's in bytes. Raises UnusablePicture.
    """
    if size > LARGEST_UPLOAD:
        raise UnusablePicture(
            _("The picture is larger than 15 MB. Choose a smaller one.")
        )
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            _refuse_too_many(picture.width * picture.height)
            upright = ImageOps.exif_transpose(picture)
            # Palettes and deep greys cannot be made smaller without steps in them.
            if upright.mode not in ("RGB", "RGBA", "L"):
                upright = _in_plain_colours(upright)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    # The warning, where warnings are errors.
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_too_many(MOST_PIXELS + 1)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnusablePicture(
            _("This file is not a JPEG, PNG, WebP or GIF picture. Choose another.")
        ) from error
    target = BytesIO()
    pixels.save(target, "WEBP", quality=86)
    return ContentFile(target.getvalue())


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """Return the picture with eight bits a channel, in red, green and blue.

    Pillow's own conversion cuts 16 bits off at 255: all but the black becomes white.
    """
    if picture.mode.startswith("I"):
        return _from_deep_grey(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode == "CMYK" and profile:
        # Inks look as they are meant to with their own profile only.
        with suppress(ImageCms.PyCMSError, OSError):
            inks, screen = ImageCms.ImageCmsProfile(BytesIO(profile)), _screen()
            plain = ImageCms.profileToProfile(picture, inks, screen, outputMode="RGB")
            picture = plain or picture
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    # A profile of inks or greys says nothing about these colours.
    plain.info.pop("icc_profile", None)
    return plain


def _from_deep_grey(picture: Image.Image) -> Image.Image:
    deep = picture.convert("I")
    grey = deep.point([value // 257 for value in range(65536)], "L")
    clear = picture.info.get("transparency")
    grey.info.clear()
    if not isinstance(clear, int):
        return grey.convert("RGB")
    grey.putalpha(deep.point([255 * (n != clear) for n in range(65536)], "L"))
    return grey.convert("RGBA")


@lru_cache
def _screen() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _refuse_too_many(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise UnusablePicture(
            _("The picture has more than 50 million pixels. Choose a smaller one.")
        )
