"""The rush's own door: one small document an office, bookings in batches, live streams. It holds no rules."""
