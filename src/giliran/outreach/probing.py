"""One look at the product's own public address, as anybody on the way to it would have it."""

from __future__ import annotations

import requests

from giliran.accounts.registries import line


def look(url: str, seconds: float, authority: str = "") -> str:
    """What is wrong, as one word; empty if the page came whole and in time."""
    try:
        status, _body = line.get(url, seconds, authority=authority)
    except (line.TooLate, requests.Timeout):
        return "late"
    except line.TooLarge:
        return "endless"
    except requests.exceptions.SSLError:
        return "certificate"
    except Exception:  # whatever does not answer with a page is not reached
        return "unreachable"
    return "" if status == 200 else f"status_{status}"
