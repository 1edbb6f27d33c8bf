from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "broadsheet.live"
    label = "live"
    verbose_name = "Live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.live import following, live_pages, signals
        from broadsheet.live.channel.following import follow_channel
        from broadsheet.live.checks import why_no_other_kind
        from broadsheet.stories import checks, kind_views
        from broadsheet.stories.kinds import Kind

        following.follow_breaking_items()
        following.follow_posts()
        follow_channel()
        kind_views.register(Kind.LIVE, live_pages.show_live_page)
        checks.also_ask(why_no_other_kind)
        signals.connect()
