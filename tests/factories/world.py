"""A small country: one region, some offices, people and staff. No surprises inside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from giliran.accounts.models import Applicant, User
from giliran.core import secrets
from giliran.core.types import Actor
from giliran.offices.models import Assignment, Office, QuotaRule, Window, WorkingDay
from giliran.offices.states import Pool, Role
from giliran.regions.models import District, Province, Regency
from giliran.slots.models import Slot
from giliran.slots.states import SlotState
from giliran.web.demo.people import DemoLogin

SHOWN_AT = 4_000_000_000
"""When a second factor was shown, in seconds since 1970: whatever a test makes of the clock, no shift is over and no
screen has locked."""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TZ = "Asia/Jakarta"


def a_region() -> District:
    """Tebet, South Jakarta."""
    province, _ = Province.objects.get_or_create(code="31", defaults={"name": "DKI Jakarta", "tz": TZ})
    regency, _ = Regency.objects.get_or_create(
        code="31.74", defaults={"province": province, "name": "Kota Jakarta Selatan", "kind": "kota"}
    )
    district, _ = District.objects.get_or_create(code="31.74.01", defaults={"regency": regency, "name": "Tebet"})
    return district


def an_office(
    code: str = "jakarta-selatan", *, id: int = 1, name: str = "", quota: int | None = 20, tz: str = TZ
) -> Office:
    """An office with a morning (A) and an afternoon (B) window from Monday to Friday, `quota` seats in each."""
    office = Office.objects.create(
        id=id,
        code=code,
        name=name or f"Kantor Imigrasi {code.replace('-', ' ').title()}",
        class_name="Kelas I Khusus Non TPI",
        timezone=tz,
        regency=a_region().regency,
        address="Jl. Warung Buncit Raya No. 207",
        phone="(021) 7996334",
        latitude=-6.2747,
        longitude=106.8296,
    )
    WorkingDay.objects.bulk_create([WorkingDay(office=office, weekday=weekday) for weekday in range(5)])
    morning = Window.objects.create(
        office=office, letter="A", name_id="Pagi", name_en="Morning", starts_at=time(8), ends_at=time(12)
    )
    afternoon = Window.objects.create(
        office=office, letter="B", name_id="Siang", name_en="Afternoon", starts_at=time(13), ends_at=time(16, 30)
    )
    if quota is not None:
        QuotaRule.objects.bulk_create(
            [
                QuotaRule(
                    office=office, window=window, weekday=weekday, pool=Pool.ONLINE, capacity=quota,
                    valid_from=date(2026, 1, 1), source="test",
                )
                for window in (morning, afternoon)
                for weekday in range(5)
            ]
        )  # fmt: skip
    return office


def a_slot(
    office: Office,
    day: date = date(2026, 11, 23),
    *,
    letter: str = "A",
    capacity: int = 20,
    state: str = SlotState.RELEASED,
) -> Slot:
    """One slot of the online pool in the window with this letter."""
    window = office.windows.get(letter=letter)
    zone = ZoneInfo(office.timezone)
    return Slot.objects.create(
        office=office,
        window=window,
        date=day,
        starts_at=datetime.combine(day, window.starts_at, zone),
        ends_at=datetime.combine(day, window.ends_at, zone),
        pool=Pool.ONLINE,
        letter=letter,
        capacity=capacity,
        state=state,
        opens_at=datetime.combine(day - timedelta(days=day.weekday() + 3), time(14), zone),
    )


def an_account(email: str = "siti@example.id", *, name: str = "") -> User:
    user = User(email=email, name=name, created_at=LONG_AGO)
    user.set_unusable_password()
    user.save()
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def a_nik(number: int, *, born: date = date(1990, 5, 17), woman: bool = False, region: str = "317401") -> str:
    """A NIK that could have been issued, different for each number."""
    return f"{region}{born.day + (40 if woman else 0):02d}{born:%m%y}{number % 9999 + 1:04d}"


def a_person(
    account: User,
    number: int = 0,
    *,
    name: str = "",
    born: date = date(1990, 5, 17),
    woman: bool = False,
    relation: str = "self",
) -> Applicant:
    """A person on the account, straight into the table."""
    ring, nik, kk = secrets.keyring(), a_nik(number, born=born, woman=woman), "3174011203180001"
    person = Applicant(
        account=account,
        relation=relation,
        full_name=name or f"Orang {number}",
        birth_place="Jakarta",
        birth_date=born,
        sex="F" if woman else "M",
        phone="+6281234567890",
        street="Jl. Tebet Raya No. 1",
        rt="001",
        rw="002",
        village="Tebet Barat",
        district_code=a_region().code,
        nik_hash=ring.blind(nik, "nik"),
        nik_last4=nik[-4:],
        kk_last4=kk[-4:],
        created_at=LONG_AGO,
    )
    person.nik_sealed = ring.seal(nik, person.place_of("nik_sealed"))
    person.kk_sealed = ring.seal(kk, person.place_of("kk_sealed"))
    person.save()
    return person


def many_people(accounts: int, each: int, *, first: int = 0) -> list[list[Applicant]]:
    """`accounts` accounts with `each` people, made by the set; NIK hashes count from `first`."""
    district = a_region().code
    users = User.objects.bulk_create(
        [User(email=f"u{first}-{n}@example.id", password="!", created_at=LONG_AGO) for n in range(accounts)]
    )
    people = [
        Applicant(
            account=user,
            relation="self",
            full_name=f"Orang {first + n * each + i}",
            birth_place="Jakarta",
            birth_date=date(1990, 5, 17),
            sex="M",
            street="Jl. Tebet",
            village="Tebet",
            district_code=district,
            nik_sealed=b"-",
            kk_sealed=b"-",
            nik_hash=(first + n * each + i).to_bytes(32, "big"),
            nik_last4="0000",
            kk_last4="0000",
            created_at=LONG_AGO,
        )
        for n, user in enumerate(users)
        for i in range(each)
    ]
    made = Applicant.objects.bulk_create(people)
    return [made[n * each : (n + 1) * each] for n in range(accounts)]


def actor_of(user: User, *, door: str = "web", roles: Iterable[tuple[str, int | None]] = ()) -> Actor:
    return Actor(user.pk, str(user), door, frozenset(roles))


def staff_member(role: str, office: Office | None, *, email: str = "") -> User:
    """Somebody who works at the office (None: headquarters) in a role."""
    user = an_account(email or f"{role}@example.id", name=f"Petugas {Role(role).label}")
    Assignment.objects.create(user=user, office=office, role=role)
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = False) -> Client:
    """Sign in without the pages; with a second factor as staff need it."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": SHOWN_AT}]
        session.save()
    return client


def code_of(secret: str) -> str:
    """What an authenticator app shows now for this secret."""
    return DemoLogin("", "", secret=secret).code()
