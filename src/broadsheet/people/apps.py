from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "broadsheet.people"
    label = "people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.editions.following import follow_record
        from broadsheet.people.models import Agency, Author

        for model in (Agency, Author):
            follow_record(model)
