"""Pictures, served by the shop itself where no web server does it."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from django.views.static import serve
from easy_thumbnails.exceptions import InvalidImageFormatError
from easy_thumbnails.files import get_thumbnailer

from shop.models import Picture

A_WEEK = 60 * 60 * 24 * 7


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a re-encoded picture. The address admits nothing but `.webp` files."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        _describe(response)
    return response


@require_safe
def sized_picture(request: HttpRequest, size: str, name: str) -> FileResponse:
    """Serve a product's picture in one of the shop's sizes.

    It is made at the first request for it, so that no page waits for pictures.
    """
    if size not in settings.THUMBNAIL_ALIASES[""]:
        raise Http404("No such size.")
    picture = get_object_or_404(Picture.objects.only("image"), image=name)
    try:
        thumbnail = get_thumbnailer(picture.image)[size]
        response = FileResponse(thumbnail.storage.open(thumbnail.name, "rb"))
    except (InvalidImageFormatError, OSError) as error:
        raise Http404("There is no such picture.") from error
    _describe(response)
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers to the icon where a page of ours could not name it."""
    return redirect(static("kontor/img/favicon.svg"))


def _describe(response: FileResponse) -> None:
    response["Content-Type"] = "image/webp"
    response["Cache-Control"] = f"public, max-age={A_WEEK}"
