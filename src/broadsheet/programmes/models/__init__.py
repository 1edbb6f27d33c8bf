from broadsheet.programmes.models.programme import Programme

__all__ = ["Programme"]
