"""How complaints come in by themselves: a mailbox that is read, and the calls of WhatsApp."""

from giliran.complaints.gateways.base import Inbound, InboundFile

__all__ = ["Inbound", "InboundFile"]
