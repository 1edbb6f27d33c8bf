from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "broadsheet.programmes"
    label = "programmes"
    verbose_name = "Programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.editions.following import follow_record
        from broadsheet.media.renditions import also_make
        from broadsheet.programmes import signals
        from broadsheet.programmes.covers import covers_of
        from broadsheet.programmes.models import Programme

        follow_record(Programme, relations=("hosts",))
        signals.connect()
        also_make(covers_of)
