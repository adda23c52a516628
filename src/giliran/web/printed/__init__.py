"""What an office hangs up, hands out and has read on the radio, made of its own facts."""
