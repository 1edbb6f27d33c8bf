from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "broadsheet.press"
    label = "press"
    verbose_name = "Press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.press import noticing

        noticing.connect()
