from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "broadsheet.editions"
    label = "editions"
    verbose_name = "Editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.editions import following, redirects

        redirects.connect()
        following.follow_edition()
