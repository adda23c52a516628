"""A photo of a complaint on its way to somebody who may see it: as a picture, and as nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

if TYPE_CHECKING:
    from giliran.complaints.models import Attachment

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def photo_response(photo: Attachment | None) -> HttpResponse:
    """Whoever calls has found the photo for somebody: by the secret of the complaint, or by permission."""
    if photo is None:
        raise Http404
    response = HttpResponse(bytes(photo.content), content_type=photo.content_type, headers=_HEADERS)
    response.headers["Content-Disposition"] = f'inline; filename="{photo.number}.jpg"'
    return response
