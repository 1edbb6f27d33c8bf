from broadsheet.desk.models.wire_origin import WireOrigin

__all__ = ["WireOrigin"]
