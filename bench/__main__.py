"""`make bench`: speed as ratios, both sides measured in one run on one machine. See `bench/README.md`."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "allocate",
    "lane",
    "state",
    "live",
    "draw",
    "lottery",
    "closure",
    "outbox",
    "patterns",
    "floor",
    "day",
    "complaints",
)

if __name__ == "__main__":
    missed = [part for part in PARTS if subprocess.run([sys.executable, "-m", f"bench.{part}"], check=False).returncode]
    print(f"Missed: {', '.join(missed)}." if missed else "Every bar was reached.")
    sys.exit(bool(missed))
