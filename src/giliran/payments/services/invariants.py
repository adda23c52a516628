"""What must hold of bills at every moment, asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from giliran.payments.models import Bill, GatewayCall
from giliran.payments.states import WITH_MONEY, Method, Outcome


def broken() -> Iterator[str]:
    """A sentence for each promise that the tables do not keep; nothing when all is well."""
    for bill in Bill.objects.annotate(total=Sum("lines__amount", default=0)).exclude(amount=F("total")):
        yield f"bill {bill.code}: {bill.amount} is asked for, its lines make {bill.total}"
    for code in Bill.objects.exclude(office=F("ticket__office")).values_list("code", flat=True):
        yield f"bill {code}: its office is not its ticket's"
    with_money = Bill.objects.filter(paid_at__isnull=False)
    for code in with_money.exclude(method=Method.FREE).filter(ntpn="").values_list("code", flat=True):
        yield f"bill {code}: paid without a receipt number"
    for code in with_money.filter(method=Method.FREE).exclude(amount=0).values_list("code", flat=True):
        yield f"bill {code}: free, but not for nothing"
    for code in with_money.filter(paid_at__lt=F("created_at"), method=Method.OFFICER).values_list("code", flat=True):
        yield f"bill {code}: paid before it was made"
    lost = GatewayCall.objects.filter(outcome__in=[Outcome.PAID, Outcome.PAID_LATE])
    kept = Q(bill__state__in=WITH_MONEY, bill__ntpn=F("ntpn"), bill__amount=F("amount"))
    for event in lost.exclude(kept).values_list("event", flat=True):
        yield f"gateway call {event}: its money is not on its bill"
    for event in GatewayCall.objects.filter(outcome="").values_list("event", flat=True):
        yield f"gateway call {event}: without an outcome"
