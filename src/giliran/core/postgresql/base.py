"""PostgreSQL as Django knows it, and watched for being away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.backends.postgresql import base

from giliran.core.postgresql.watch import WATCH


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: Mapping[str, Any]) -> Any:
        if not self.pool:
            return super().get_new_connection(conn_params)
        with WATCH.one_tries(self.pool):
            return super().get_new_connection(conn_params)
