"""Files that go when their record goes: after the commit, never before."""

from django.db import transaction
from django.db.models.fields.files import FieldFile
from wagtail.tasks import delete_file_from_storage_task


def discard_file(file: FieldFile) -> None:
    """Have a stored file removed once the transaction is committed; nothing where there is none."""
    if not file:
        return
    storage, name = file.storage.deconstruct(), file.name  # type: ignore[attr-defined]
    transaction.on_commit(lambda: delete_file_from_storage_task.enqueue(storage, name))
