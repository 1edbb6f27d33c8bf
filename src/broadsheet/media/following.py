"""How the ledger follows pictures and clips."""

from broadsheet.ledger.subjects import Subject, register
from broadsheet.media.models import Clip, Picture

#: What of a picture only the desk sees, or follows from what readers see.
_FOR_THE_DESK = frozenset(
    {"collection", "uploaded_by_user", "created_at", "file_size", "file_hash"}
)


def follow_media() -> None:
    """Follow pictures and clips: whatever page shows one is made from it."""
    register(Subject(model=Picture, label="media.picture", ignored=_FOR_THE_DESK))
    register(Subject(model=Clip, label="media.clip"))
