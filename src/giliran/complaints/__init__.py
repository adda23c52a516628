"""What people complain about: received on every channel, worked on against deadlines, answered."""
