"""The ticket as a thing that people carry: its QR, its papers and its line in a calendar.

Everything here works over plain values, so that a ticket can be made, and read, without a database.
"""
