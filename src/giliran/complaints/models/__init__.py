"""What came in, what was said about it, the photos, and every step that was taken."""

from giliran.complaints.models.complaints import Complaint
from giliran.complaints.models.history import Attachment, ComplaintMove, Link, Reply

__all__ = ["Attachment", "Complaint", "ComplaintMove", "Link", "Reply"]
