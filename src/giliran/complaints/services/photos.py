"""Photos are drawn anew: what the file was called, where and by what it was taken, and whatever hid in it is gone."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from giliran.complaints import policy
from giliran.complaints.policy.files import kind_of, refuse_points
from giliran.complaints.sentences import refusal
from giliran.core.errors import Refusal

LONGEST = 1600
"""Points of the longer side; enough to read a receipt."""

QUALITY = 82


@dataclass(frozen=True, slots=True)
class Photo:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of ours."""

    content: bytes
    width: int
    height: int
    content_type: str = "image/jpeg"


def draw_anew(photos: Sequence[Photo], *, leave_out: bool = False) -> list[Picture]:
    """Every photo as a JPEG without anything but its points. Raises `Refusal` (field `photos`) for the first that is
    none, or leaves those out."""
    if len(photos) > policy.MOST_PHOTOS and not leave_out:
        raise refusal("photos_too_many", field="photos")
    found = []
    for photo in photos[: policy.MOST_PHOTOS]:
        try:
            found.append(_draw(photo))
        except Refusal:
            if not leave_out:
                raise
    return found


def _draw(photo: Photo) -> Picture:
    code = policy.refuse_photo(photo.content)
    if code:
        raise _refusal(code, photo)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _redrawn(photo)
    except Image.DecompressionBombError as fault:
        raise _refusal("photo_too_large", photo) from fault
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        raise _refusal("photo_unreadable", photo) from fault


def _redrawn(photo: Photo) -> Picture:
    """Opening reads the size only; a picture that would be too large is never unfolded."""
    kind = kind_of(photo.content)
    with Image.open(io.BytesIO(photo.content), formats=[kind]) as opened:
        code = refuse_points(kind, *opened.size)
        if code:
            raise _refusal(code, photo)
        opened.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((LONGEST, LONGEST))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), *bare.size)


def _refusal(code: str, photo: Photo) -> Refusal:
    return refusal(code, field="photos", name=photo.name[-60:])
