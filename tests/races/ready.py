"""What every process of a crowd has behind it before it is made: Django set up, and the product imported.

One process of each test run does this once; those who race are copies of it, each with connections of its own.
"""

import os

import django

os.environ["GILIRAN_DATABASE_POOL_MAX"] = "2"
django.setup()

from giliran.jobs import tick  # noqa: E402, F401 - it imports every use case that a race may try
