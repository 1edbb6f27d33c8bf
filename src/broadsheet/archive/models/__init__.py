from broadsheet.archive.models.source_record import SourceRecord

__all__ = ["SourceRecord"]
