from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "broadsheet.desk"
    label = "desk"
    verbose_name = "Desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.desk import holds
        from broadsheet.desk.topics_field import TopicsField
        from broadsheet.desk.upstream import stood_on
        from broadsheet.editions.section_form import register_subjects_field
        from broadsheet.wire.pruning import also_needed

        holds.connect()
        also_needed(stood_on)
        register_subjects_field(TopicsField)
