"""Who has a telephone number, an address, a device or a payer in common: found by the database, accounts of the last
days only.

An account counts if it booked or entered an opening in that time. Accounts that officers made come along, marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from giliran.core import db
from giliran.reports import policy
from giliran.reports.policy import Use
from giliran.reports.selectors.sql import moment, rows_of

KINDS = ("phone", "address", "device", "payer")
MOST_PATTERNS = 200
"""Of one kind; the largest are told."""

_DROPPED = (".", ",", "-", "/", "(", ")", "'", '"')
_WORDS = ("jalan", "jln", "jl", "nomor", "nomer", "no")


def _spelt(column: str) -> str:
    """SQL for an address as everybody spells it: small letters, without signs, spaces and the words for street and
    number. `Jl. Melati No. 3` and `Jalan Melati 3` are the same."""
    told = f"' ' || lower({column}) || ' '"
    for sign in _DROPPED:
        told = f"replace({told}, '{sign.replace(chr(39), chr(39) * 2)}', ' ')"
    for word in _WORDS:
        told = f"replace({told}, ' {word} ', ' ')"
    return f"replace({told}, ' ', '')"


_PEOPLE = (
    "FROM accounts_applicant p JOIN accounts_user u ON u.id = p.account_id "
    "WHERE (p.archived_at IS NULL OR p.archived_at >= %(since)s)"
)
_ASSISTED = "CASE WHEN u.email IS NULL THEN 1 ELSE 0 END AS assisted"
_ADDRESS = f"{_spelt('p.street')} || '|' || {_spelt('p.village')} || '|' || p.district_code"
_USES: Mapping[str, str] = {
    "phone": f"SELECT p.phone AS mark, p.account_id, {_ASSISTED} {_PEOPLE} AND p.phone <> '' "  # noqa: S608 - our own
    f"UNION SELECT u.phone, u.id, {_ASSISTED} FROM accounts_user u WHERE u.phone <> '' "
    f"UNION SELECT w.address, w.account_id, {_ASSISTED} "
    "FROM accounts_way w JOIN accounts_user u ON u.id = w.account_id "
    "WHERE w.channel IN ('whatsapp', 'sms') AND (w.stopped_at IS NULL OR w.stopped_at >= %(since)s)",
    "address": f"SELECT DISTINCT {_ADDRESS} AS mark, p.account_id, {_ASSISTED} {_PEOPLE} AND {{has_number}}",
    "device": f"SELECT {{hex}}(d.device_hash{{as_hex}}) AS mark, d.account_id, {_ASSISTED} "  # noqa: S608 - our own
    "FROM accounts_device d JOIN accounts_user u ON u.id = d.account_id WHERE d.last_seen_at >= %(since)s",
    "payer": f"SELECT DISTINCT {{hex}}(b.payer_hash{{as_hex}}) AS mark, t.account_id, {_ASSISTED} "  # noqa: S608 - our own
    "FROM payments_bill b JOIN booking_ticket t ON t.id = b.ticket_id JOIN accounts_user u ON u.id = t.account_id "
    "WHERE b.payer_hash IS NOT NULL AND b.paid_at >= %(since)s",
}
"""Each account once a mark. A street without a house number is no address that one could share."""

_ENGINES = {
    True: {"has_number": "p.street ~ '[0-9]'", "hex": "encode", "as_hex": ", 'hex'"},
    False: {"has_number": "p.street GLOB '*[0-9]*'", "hex": "hex", "as_hex": ""},
}
"""On PostgreSQL, and on SQLite."""

_FOUND = """
    WITH active AS (
        SELECT account_id, MIN(at) AS at FROM (
            SELECT account_id, created_at AS at FROM booking_booking WHERE created_at >= %(since)s
            UNION ALL SELECT account_id, created_at FROM opening_entry WHERE created_at >= %(since)s
        ) AS acts GROUP BY account_id
    ), held AS ({uses}
    ), uses AS (
        SELECT held.mark, held.account_id, held.assisted, active.at
        FROM held JOIN active ON active.account_id = held.account_id
    ), many AS (
        SELECT mark FROM uses WHERE assisted = 0
        GROUP BY mark HAVING COUNT(*) >= %(least)s ORDER BY COUNT(*) DESC, mark LIMIT %(most)s
    )
    SELECT uses.mark, uses.account_id, uses.at, uses.assisted FROM uses JOIN many ON many.mark = uses.mark
"""


def uses(kind: str, since: datetime) -> list[Use]:
    """Every account behind whatever stands behind enough of them."""
    statement = _FOUND.format(uses=_USES[kind].format(**_ENGINES[db.is_postgres()]))
    rows = rows_of(statement, since=since, least=policy.LEAST_ACCOUNTS[kind], most=MOST_PATTERNS)
    return [Use(mark, account, moment(at), bool(assisted)) for mark, account, at, assisted in rows]
