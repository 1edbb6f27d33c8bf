from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "broadsheet.fronts"
    label = "fronts"
    verbose_name = "Fronts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.editions import page_views
        from broadsheet.editions.following import follow_page, settle_section
        from broadsheet.editions.models import Area, Section, StandingPage
        from broadsheet.fronts import standing, views
        from broadsheet.fronts.models import EditionFront

        page_views.register(EditionFront, views.show_edition_front)
        page_views.register(Area, views.show_area)
        page_views.register(Section, views.show_section)
        page_views.register(StandingPage, standing.show_standing_page)
        follow_page(EditionFront, relations=("slots",))
        follow_page(Section, settle=settle_section)
        for model in (Area, StandingPage):
            follow_page(model)
