from broadsheet.ledger.models.cursor import Cursor
from broadsheet.ledger.models.entry import Entry, Verb
from broadsheet.ledger.models.recorded import Recorded

__all__ = ["Cursor", "Entry", "Recorded", "Verb"]
