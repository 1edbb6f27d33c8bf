from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "broadsheet.topics"
    label = "topics"
    verbose_name = "Topics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.editions.following import follow_record
        from broadsheet.topics.models import Dossier, Region, Topic

        for model in (Dossier, Region, Topic):
            follow_record(model)
