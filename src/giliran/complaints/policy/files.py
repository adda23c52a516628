"""What may be sent along with a complaint: told from the content, whatever the file is called."""

from __future__ import annotations

from collections.abc import Callable

MOST_PHOTOS = 5
MOST_PHOTO_BYTES = 8 * 1024**2
MOST_FROM_A_CHANNEL = 9_990
"""Signs of a message that an adapter brings; the rest is cut off, with a mark."""

MOST_POINTS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
"""Of a picture. A file of some kilobytes can unfold into gigabytes; a JPEG alone can be unfolded smaller than it is."""

_KINDS: dict[str, Callable[[bytes], bool]] = {
    "JPEG": lambda head: head.startswith(b"\xff\xd8\xff"),
    "PNG": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "WEBP": lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
}


def kind_of(content: bytes) -> str:
    """`JPEG`, `PNG` or `WEBP` by how the file begins; empty for everything else."""
    return next((kind for kind, fits in _KINDS.items() if fits(content[:12])), "")


def refuse_photo(content: bytes) -> str | None:
    """Why a file cannot be taken as a photo, as the code of a refusal; None if it may be looked into."""
    if not content:
        return "photo_empty"
    if len(content) > MOST_PHOTO_BYTES:
        return "photo_too_big"
    return None if kind_of(content) else "photo_unreadable"


def refuse_points(kind: str, width: int, height: int) -> str | None:
    """Why a picture of this size is not unfolded."""
    return "photo_too_large" if width * height > MOST_POINTS[kind] else None
