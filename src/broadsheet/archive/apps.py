from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "broadsheet.archive"
    label = "archive"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.archive.forgetting import forget_story
        from broadsheet.desk.taking_down import also_forget

        also_forget(forget_story)
