"""`giliran COMMAND`: Django's command line under the product's own name."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from giliran.config import recount


def main() -> None:
    if sys.argv[1:2] == ["verify-draw"]:  # a stranger's, who has no settings
        sys.exit(recount.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")
    arguments = [sys.argv[0], *(word.replace("-", "_") for word in sys.argv[1:2]), *sys.argv[2:]]
    if arguments[1:2] == ["__help"]:
        arguments[1] = "help"
    execute_from_command_line(arguments)
