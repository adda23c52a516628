"""Log lines are data: key=value to read or JSON to collect, and nothing that names a person."""

from __future__ import annotations

import logging.config
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from giliran.core import masks

_KEYS_FIRST = ["timestamp", "level", "logger", "event"]


def configure(options: Mapping[str, Any]) -> None:
    """Settings' `LOGGING_CONFIG`. `options`: `level` (INFO), `json` (False: key=value)."""
    level = options.get("level", "INFO")
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": _formatter, "as_json": options.get("json", False)}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": level},
            "loggers": {
                "django": {"handlers": [], "level": level, "propagate": True},
                "django.server": {"handlers": [], "propagate": True},
                "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": True},
            },
        }
    )
    structlog.configure(
        processors=[*_for_every_line(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def mask(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave of every number, telephone number and e-mail address what recognises it, no more."""
    inner = {key: event.pop(key) for key in ("_record", "_from_structlog") if key in event}
    return {**masks.mask_value(dict(event), masks.mask_text), **inner}


def _formatter(as_json: bool) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_for_every_line(),
        processors=[
            structlog.processors.format_exc_info,
            _words,
            mask,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _key_value,
        ],
    )


def _for_every_line() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _words(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Objects as the text they would be written as, so that masking sees it."""
    plain = (str, int, float, bool, type(None), dict, list, tuple, set, frozenset)
    for key, value in event.items():
        if not key.startswith("_") and not isinstance(value, plain):
            event[key] = repr(value) if isinstance(value, bytes) else str(value)
    return event


def _key_value(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """One line `key='value' ...`; a traceback follows below it, as it is."""
    traceback = event.pop("exception", "")
    line = structlog.processors.KeyValueRenderer(key_order=_KEYS_FIRST, drop_missing=True)(logger, method, event)
    return f"{line}\n{traceback}" if traceback else str(line)
