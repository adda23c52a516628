"""Fetch the few browser files we ship: named, pinned, with licence and checksum.

    python tools/vendor.py           fetch all again with `npm pack`, write VENDOR.json and icons.svg
    python tools/vendor.py --check   compare the files on disk with VENDOR.json, without a network

Nobody needs npm to build or to run the product; only to change a version here.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "giliran" / "web" / "static"
VENDOR = STATIC / "vendor"


@dataclass(frozen=True)
class Package:
    """One npm package and which of its files we keep, as {path in the package: name here}."""

    name: str
    version: str
    folder: str
    licence: str
    files: dict[str, str]


PACKAGES = [
    Package("htmx.org", "2.0.11", "htmx", "0BSD", {"dist/htmx.min.js": "htmx.min.js"}),
    Package(
        "@fontsource-variable/inter", "5.3.0", "inter", "OFL-1.1",
        {"files/inter-latin-wght-normal.woff2": "inter-latin.woff2"},
    ),
    Package(
        "zxing-wasm", "3.1.4", "zxing", "MIT",
        {"dist/iife/reader/index.js": "reader.js", "dist/reader/zxing_reader.wasm": "zxing_reader.wasm"},
    ),
    Package("@noble/ed25519", "3.2.0", "noble-ed25519", "MIT", {"index.js": "ed25519.js"}),
    Package(
        "@noble/hashes", "2.4.0", "noble-hashes", "MIT",
        {"sha2.js": "sha2.js", "_md.js": "_md.js", "_u64.js": "_u64.js", "utils.js": "utils.js"},
    ),
]  # fmt: skip
TABLER = Package("@tabler/icons", "3.51.0", "tabler", "MIT", {})
ICONS = Path(__file__).with_name("icons.txt").read_text().split()


def main() -> int:
    if "--check" in sys.argv:
        return check()
    entries = [entry for package in PACKAGES for entry in vendor(package)]
    entries += draw_sprite(TABLER)
    (VENDOR / "VENDOR.json").write_text(json.dumps(entries, indent=2) + "\n")
    print(f"{len(entries)} files vendored")
    return 0


def check() -> int:
    wrong = [
        entry["file"]
        for entry in json.loads((VENDOR / "VENDOR.json").read_text())
        if sha256((STATIC / entry["file"]).read_bytes()) != entry["sha256"]
    ]
    print("\n".join(f"changed: {name}" for name in wrong) or "all vendored files are as recorded")
    return 1 if wrong else 0


def vendor(package: Package) -> list[dict[str, str]]:
    """Write the kept files and the licence of one package; its entries for VENDOR.json."""
    with fetch(package) as tar:
        keep_licence(package, tar)
        return [
            keep(package, f"vendor/{package.folder}/{ours}", read(tar, theirs))
            for theirs, ours in package.files.items()
        ]


def draw_sprite(package: Package) -> list[dict[str, str]]:
    """One SVG with a <symbol> for each icon we use."""
    with fetch(package) as tar:
        keep_licence(package, tar)
        symbols = [symbol(name, read(tar, f"icons/outline/{name}.svg").decode()) for name in ICONS]
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    return [keep(package, "icons.svg", sprite.encode())]


def symbol(name: str, svg: str) -> str:
    drawing = svg.split(">", 1)[1].rsplit("</svg>", 1)[0]
    drawing = drawing.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    drawing = re.sub(r">\s+<", "><", drawing).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def fetch(package: Package) -> tarfile.TarFile:
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)  # noqa: S603, S607
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    return tarfile.open(fileobj=io.BytesIO(archive))


def read(tar: tarfile.TarFile, path: str) -> bytes:
    member = tar.extractfile(f"package/{path}")
    if member is None:
        raise FileNotFoundError(path)
    return member.read()


def keep(package: Package, file: str, content: bytes) -> dict[str, str]:
    content = re.sub(rb"\n?//# sourceMappingURL=.*", b"", content) if file.endswith(".js") else content
    target = STATIC / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    facts = {"name": package.name, "version": package.version, "licence": package.licence, "file": file}
    return facts | {"sha256": sha256(content)}


def keep_licence(package: Package, tar: tarfile.TarFile) -> None:
    target = VENDOR / package.folder / "LICENSE"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(read(tar, "LICENSE"))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
