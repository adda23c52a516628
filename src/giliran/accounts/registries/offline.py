"""What can be said of a person without asking anybody: does the NIK agree with the identity card?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from giliran.accounts import policy
from giliran.accounts.registries.query import RegistryAnswer, RegistryQuery
from giliran.accounts.states import IdentityCheck
from giliran.regions.policy import RegionCodes


@dataclass(frozen=True, slots=True)
class OfflineRegistry:
    """Knows the region codes and the day, nothing else: at best a person is plausible."""

    codes: RegionCodes
    today: date

    def check(self, person: RegistryQuery) -> RegistryAnswer:
        """Mismatched where birth date or sex differ from the NIK; the region code only adds its warning."""
        try:
            reading = policy.parse_nik(person.nik, self.today, self.codes)
        except policy.Unfit as unfit:
            return RegistryAnswer(IdentityCheck.MISMATCHED, (unfit.reason,))
        differences = policy.compare_nik(reading, person.birth_date, person.sex)
        outcome = IdentityCheck.MISMATCHED if differences else IdentityCheck.PLAUSIBLE
        return RegistryAnswer(outcome, (*differences, *reading.warnings))
