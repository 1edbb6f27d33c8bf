"""What was done with a version, and what is wrong with a source, become sentences."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from broadsheet.kit.sentences import as_is


def keep_as_they_are(apps: Any, schema_editor: Any) -> None:
    """What was written in English stays English; what happens from now on is told in all."""
    version, health = apps.get_model("wire", "ItemVersion"), apps.get_model("wire", "Health")
    for row in version.objects.exclude(acted="").only("pk", "acted").iterator():
        version.objects.filter(pk=row.pk).update(acted_kept=[as_is(row.acted).kept()])
    for row in health.objects.exclude(problem="").only("pk", "problem").iterator():
        health.objects.filter(pk=row.pk).update(problem_kept=as_is(row.problem).kept())


class Migration(migrations.Migration):
    dependencies = [("wire", "0003_words_index")]

    operations = [
        migrations.AddField("itemversion", "acted_kept", models.JSONField(default=list)),
        migrations.AddField("health", "problem_kept", models.JSONField(default=dict)),
        migrations.RunPython(keep_as_they_are, migrations.RunPython.noop),
        migrations.RemoveField("itemversion", "acted"),
        migrations.RemoveField("health", "problem"),
    ]
