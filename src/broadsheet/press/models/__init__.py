from broadsheet.press.models.impression import Impression

__all__ = ["Impression"]
