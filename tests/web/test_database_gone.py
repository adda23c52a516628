"""When no database answers, people get a plain page that says so, and programs a problem document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, HTTP_HOST="localhost")
client.cookies["sessionid"] = "x" * 32
answers = {}
for path in ("/offices/", "/me/", "/api/v1/offices"):
    answer = client.get(path)
    answers[path] = [answer.status_code, answer.headers.get("Retry-After"), answer.headers["Content-Type"], answer.text]
print(json.dumps(answers))
"""


def test_says_so_and_shows_no_stack_trace() -> None:
    answers = _ask_without_database()
    for path in ("/offices/", "/me/"):
        status, retry, kind, text = answers[path]
        assert (status, retry, kind) == (503, "30", "text/html; charset=utf-8")
        assert "Traceback" not in text
    status, retry, kind, text = answers["/api/v1/offices"]
    assert (status, retry, kind) == (503, "30", "application/problem+json")
    assert json.loads(text)["code"] == "unavailable"


def _ask_without_database() -> dict[str, Any]:
    """Port 1 of this machine: nothing listens there."""
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=1"}
    environment["DJANGO_SETTINGS_MODULE"] = "giliran.config.settings"
    run = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])  # type: ignore[no-any-return]
