"""Photos are judged by their content and drawn anew."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from giliran.complaints.services.photos import LONGEST, Photo, draw_anew
from giliran.core.errors import Refusal
from tests.complaints import pictures

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_what_it_shows_and_nothing_else(kind: str) -> None:
    [made] = draw_anew([Photo("liburan.jpg", pictures.a_photo(kind=kind))])
    assert made.content.startswith(b"\xff\xd8\xff") and b"Rumah" not in made.content
    with Image.open(io.BytesIO(made.content)) as opened:
        assert (opened.size, len(opened.getexif())) == ((LONGEST // 2, LONGEST), 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_empty"),
        (b"\xff\xd8\xff" + bytes(8 * 1024**2), "photo_too_big"),
        (pictures.PDF, "photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo_unreadable"),
        (b"GIF89a" + bytes(100), "photo_unreadable"),
        (pictures.a_photo((80, 40))[:400], "photo_unreadable"),
        (pictures.a_bomb(), "photo_too_large"),
        (pictures.a_bomb(4_100), "photo_too_large"),
    ],
    ids=[
        "empty",
        "too big",
        "a PDF called .jpg",
        "a drawing with a script",
        "another kind",
        "half a photo",
        "a bomb",
        "a small one",
    ],
)
def test_what_is_no_photo_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        draw_anew([Photo("foto.jpg", content)])
    assert (refused.value.code, refused.value.field, "foto.jpg" in str(refused.value)) == (code, "photos", True)
    assert draw_anew([Photo("foto.jpg", content)], leave_out=True) == []


def test_at_most_five() -> None:
    with pytest.raises(Refusal) as refused:
        draw_anew([Photo("foto.jpg", pictures.a_photo((8, 8)))] * 6)
    assert refused.value.code == "photos_too_many"
