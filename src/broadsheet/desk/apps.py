from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "broadsheet.desk"
    label = "desk"
    verbose_name = "Desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.desk import holds
        from broadsheet.desk.topics_field import TopicsField
        from broadsheet.editions.section_form import register_subjects_field

        holds.connect()
        register_subjects_field(TopicsField)
