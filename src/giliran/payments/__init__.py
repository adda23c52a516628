"""What a passport costs somebody, and that it has been paid.

Two names that later stages of a visit call, and that stay as they are:

    payments.services.issue_bill(*, ticket, by, now, is_express=False) -> Bill
        the bill of a ticket: the open or paid one again, or a new one; raises `core.errors.Refusal`
    payments.selectors.is_paid(ticket_ids) -> frozenset[int]
        those of these tickets (ids) whose fee is paid
"""
