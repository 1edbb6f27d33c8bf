from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "broadsheet.live"
    label = "live"
    verbose_name = "Live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.live import following, signals
        from broadsheet.live.channel.following import follow_channel

        following.follow_breaking_items()
        follow_channel()
        signals.connect()
