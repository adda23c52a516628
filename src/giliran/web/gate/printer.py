"""Where cards come out: the printer of a device, or of all of an office."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors
from giliran.onsite.services import printing
from giliran.web.access import ActorRequest, at_office
from giliran.web.gate.forms import PrinterForm


@at_office("enrol_gate")
def printer(request: ActorRequest, device: UUID | None = None) -> HttpResponse:
    """Its address; empty, the browser prints."""
    office = request.office
    known = {one.public_id: one for one in selectors.gate_devices(office) if one.revoked_at is None}
    if device is not None and device not in known:
        raise Http404
    here = known[device] if device else None
    held = selectors.printers_of(office).get(here.pk if here else None, "")
    form = PrinterForm(request.POST or None, initial={"address": held})
    if request.method == "POST" and form.is_valid():
        try:
            printing.set_printer(
                office=office,
                address=form.cleaned_data["address"],
                by=request.actor,
                now=clock.now(),
                device_id=device,
            )
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("The printer is set."))
            return redirect("gate_devices", office.code)
    context = {"office": office, "device": here, "form": form}
    return render(request, "gate/printer.html", context, status=422 if form.errors else 200)
