from broadsheet.editions.models.area import Area
from broadsheet.editions.models.edition import Edition
from broadsheet.editions.models.edition_page import EditionPage
from broadsheet.editions.models.removed_address import RemovedAddress
from broadsheet.editions.models.section import Section
from broadsheet.editions.models.standing_page import StandingPage

__all__ = ["Area", "Edition", "EditionPage", "RemovedAddress", "Section", "StandingPage"]
