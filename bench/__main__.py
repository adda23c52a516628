"""`make bench`: speed as ratios, both sides measured in one run on one machine. See `bench/README.md`."""

from __future__ import annotations

import sys

from bench import allocate

if __name__ == "__main__":
    sys.exit(allocate.main())
