from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "broadsheet.stories"
    label = "stories"
    verbose_name = "Stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.editions import page_views
        from broadsheet.stories import following, views
        from broadsheet.stories.models import Story

        page_views.register(Story, views.show_story)
        following.follow_stories()
