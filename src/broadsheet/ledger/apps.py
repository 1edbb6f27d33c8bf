from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "broadsheet.ledger"
    label = "ledger"
    verbose_name = "Ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.ledger import recording

        recording.connect()
