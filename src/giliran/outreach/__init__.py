"""What people are told without asking: incidents, announcements, guides, answers; and work beyond the screen."""
