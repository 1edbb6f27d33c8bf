from broadsheet.audience.models.contact_page import ContactPage
from broadsheet.audience.models.message import Message

__all__ = ["ContactPage", "Message"]
