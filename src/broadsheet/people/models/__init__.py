from broadsheet.people.models.agency import Agency
from broadsheet.people.models.author import Author

__all__ = ["Agency", "Author"]
