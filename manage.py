#!/usr/bin/env python
"""`giliran` by the name that Django's tools expect."""

from giliran.config.cli import main

if __name__ == "__main__":
    main()
