"""Pictures from people are drawn anew before they are kept."""

from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from database.errors import KontorError

LARGEST_UPLOAD = 15 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class UnusablePicture(KontorError):
    """The file is no picture that can be shown."""


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
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Image.DecompressionBombError:
        _refuse_too_many(MOST_PIXELS + 1)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnusablePicture(
            _("This file is no JPEG, PNG, WebP or GIF picture. Choose another.")
        ) from error
    target = BytesIO()
    pixels.save(target, "WEBP", quality=86)
    return ContentFile(target.getvalue())


def _refuse_too_many(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise UnusablePicture(
            _("The picture has more than 50 million pixels. Choose a smaller one.")
        )
