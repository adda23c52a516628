"""Files that people might send with a complaint."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def a_photo(size: tuple[int, int] = (2400, 1200), kind: str = "JPEG", *, where: bool = True) -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    if where:
        exif[0x010E] = "Rumah Siti"
        exif.get_ifd(0x8825)[2] = (6.0, 16.0, 28.0)
        exif[0x0112] = 6  # lying on its side
    written = io.BytesIO()
    Image.new("RGB", size, (120, 80, 40)).save(written, kind, exif=exif)
    return written.getvalue()


def a_bomb(side: int = 30_000) -> bytes:
    """A PNG of some kilobytes that says that it is `side` points wide and high."""
    rows = zlib.compress(bytes(10_000_000))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = (_part(b"IHDR", head), _part(b"IDAT", rows), _part(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
