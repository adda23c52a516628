"""`giliran rush`: plays a Friday against a running server on this machine, and judges what came of it."""
