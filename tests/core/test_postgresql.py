"""How connections to PostgreSQL are made."""

from __future__ import annotations

from giliran.core.postgresql.options import connection_options


def test_what_the_address_says_goes_before_what_is_usual() -> None:
    options = connection_options({"sslmode": "verify-full", "connect_timeout": 1, "options": "-c work_mem=8MB"}, 8)
    assert (options["sslmode"], options["connect_timeout"]) == ("verify-full", 1)
    assert options["options"] == "-c plan_cache_mode=force_custom_plan -c work_mem=8MB"
    assert connection_options({}, 8)["options"] == "-c plan_cache_mode=force_custom_plan"
