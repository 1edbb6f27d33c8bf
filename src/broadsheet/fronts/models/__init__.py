from broadsheet.fronts.models.edition_front import EditionFront, FrontSlot

__all__ = ["EditionFront", "FrontSlot"]
