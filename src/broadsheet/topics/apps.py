from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "broadsheet.topics"
    label = "topics"
    verbose_name = "Topics"
    default_auto_field = "django.db.models.BigAutoField"
