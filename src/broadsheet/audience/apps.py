from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "broadsheet.audience"
    label = "audience"
    verbose_name = "Audience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.audience import contact
        from broadsheet.audience.models import ContactPage
        from broadsheet.editions import page_views
        from broadsheet.editions.following import follow_page

        page_views.register(ContactPage, contact.show_contact)
        follow_page(ContactPage)
