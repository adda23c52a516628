"""Lists of people for an event: read, taken in, seated chunk by chunk, and told about."""

from giliran.booking.services.guests.report import wrong_rows_csv
from giliran.booking.services.guests.seat import seat_guests
from giliran.booking.services.guests.take_in import take_in_list
from giliran.booking.services.guests.template import template_csv, template_xlsx

__all__ = ["seat_guests", "take_in_list", "template_csv", "template_xlsx", "wrong_rows_csv"]
