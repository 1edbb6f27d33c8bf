"""What the desk adds to Wagtail's admin; each thing lives in the file it is imported from."""

from collections.abc import Iterator
from typing import Any

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from broadsheet.desk.breaking_screens import BreakingItems
from broadsheet.desk.channel_screens import ChannelView, ScheduleView, channel_menu_item
from broadsheet.desk.chart_preview import show_chart
from broadsheet.desk.edition_screens import EditionScreens, Fronts
from broadsheet.desk.encoding_screens import EncodingsView, TryAgainView
from broadsheet.desk.flash_screens import FlashView, ReachedView, UndoView, flash_menu_item
from broadsheet.desk.home_panels import home_panels
from broadsheet.desk.keeping_to_reach import refuse_deletion, refuse_edit
from broadsheet.desk.live_screens import (
    POST_LOGGED,
    ChangePostView,
    ClosePageView,
    LiveButton,
    LivePagesView,
    LivePageView,
    PostPictureView,
    PostsView,
    PublishPostView,
    live_menu_item,
)
from broadsheet.desk.poster_screens import FrameView, PosterView
from broadsheet.desk.quarantine_screens import (
    DeliveryActView,
    DeliveryView,
    DownloadView,
    QuarantineView,
)
from broadsheet.desk.reader_messages import Messages
from broadsheet.desk.record_screens import Clips, People, Programmes, Subjects
from broadsheet.desk.roles import permissions_to_give
from broadsheet.desk.slot_screens import CopyDayView, DropSlotView, SlotView
from broadsheet.desk.story_listing import StoryListing
from broadsheet.desk.story_pages import StoryPages, TranslateButton, refuse_unfit_stories
from broadsheet.desk.stream_form import Streams
from broadsheet.desk.taking_down import LOGGED
from broadsheet.desk.taking_down_screens import (
    BUTTONS,
    KillView,
    LiftView,
    TakeDownView,
    WithdrawView,
    tell_of_hold,
)
from broadsheet.desk.ticker_screens import TickerActView, TickerView, ticker_menu_item
from broadsheet.desk.translate_view import TranslateView
from broadsheet.desk.upstream_screens import (
    OpenChangesView,
    OriginButton,
    OriginView,
    SettleView,
    tell_of_changes,
    watch_changes,
)
from broadsheet.desk.wire_inbox import (
    AlertsView,
    InboxView,
    ItemActView,
    ItemView,
    NewRowsView,
    PictureView,
    wire_menu_item,
)
from broadsheet.desk.wire_records import Rules, Sources, TryRuleView, try_in_listing

register_snippet(Subjects)
register_snippet(People)
register_snippet(Clips)
register_snippet(Programmes)
register_snippet(BreakingItems)
register_snippet(Streams)
register_snippet(Sources)
register_snippet(Rules)


@hooks.register("register_admin_viewset")
def desk_screens() -> list[Any]:
    return [StoryListing(), StoryPages(), Fronts(), EditionScreens(), Messages()]


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    story, live = "stories/<int:story_id>", "live/<int:story_id>"
    schedule = "channel/<int:stream_id>/schedule"
    return [
        path("channel/", ChannelView.as_view(), name="desk_channel"),
        path(f"{schedule}/", ScheduleView.as_view(), name="desk_schedule"),
        path(f"{schedule}/add/", SlotView.as_view(), name="desk_slot_add"),
        path(f"{schedule}/copy/", CopyDayView.as_view(), name="desk_copy_day"),
        path("channel/slot/<int:slot_id>/", SlotView.as_view(), name="desk_slot"),
        path("channel/slot/<int:slot_id>/drop/", DropSlotView.as_view(), name="desk_slot_drop"),
        path("chart/", show_chart, name="desk_chart"),
        path(f"{story}/translate/", TranslateView.as_view(), name="desk_translate"),
        path(f"{story}/withdraw/", WithdrawView.as_view(), name="desk_withdraw"),
        path(f"{story}/kill/", KillView.as_view(), name="desk_kill"),
        path(f"{story}/take-down/", TakeDownView.as_view(), name="desk_take_down"),
        path(f"{story}/lift/", LiftView.as_view(), name="desk_lift"),
        path("clips/encodings/", EncodingsView.as_view(), name="desk_encodings"),
        path("clips/<int:clip_id>/again/", TryAgainView.as_view(), name="desk_encode_again"),
        path("clips/<int:clip_id>/frames/<int:second>.jpg", FrameView.as_view(), name="desk_frame"),
        path("clips/<int:clip_id>/poster/", PosterView.as_view(), name="desk_poster"),
        path("flash/", FlashView.as_view(), name="desk_flash"),
        path("flash/<int:flash_id>/undo/", UndoView.as_view(), name="desk_flash_undo"),
        path("flash/<int:flash_id>/reached/", ReachedView.as_view(), name="desk_flash_reached"),
        path("live/", LivePagesView.as_view(), name="desk_live"),
        path(f"{live}/", LivePageView.as_view(), name="desk_live_page"),
        path(f"{live}/posts/", PostsView.as_view(), name="desk_live_posts"),
        path(f"{live}/publish/", PublishPostView.as_view(), name="desk_live_publish"),
        path(f"{live}/picture/", PostPictureView.as_view(), name="desk_live_picture"),
        path(f"{live}/<slug:act>/", ClosePageView.as_view(), name="desk_live_close"),
        path(
            f"{live}/posts/<int:post_id>/<slug:act>/",
            ChangePostView.as_view(),
            name="desk_live_change",
        ),
        path("ticker/", TickerView.as_view(), name="desk_ticker"),
        path("ticker/<int:item_id>/<slug:act>/", TickerActView.as_view(), name="desk_ticker_act"),
        path(f"{story}/wire/", OriginView.as_view(), name="desk_wire_origin"),
        path(f"{story}/wire/changes/", OpenChangesView.as_view(), name="desk_wire_changes"),
        *wire_urls(),
    ]


def wire_urls() -> list[Any]:
    kept = "wire/quarantine/<int:delivery_id>"
    return [
        path("wire/", InboxView.as_view(), name="desk_wire"),
        path("wire/new/", NewRowsView.as_view(), name="desk_wire_new"),
        path("wire/alerts/", AlertsView.as_view(), name="desk_wire_alerts"),
        path("wire/<int:item_id>/", ItemView.as_view(), name="desk_wire_item"),
        path("wire/<int:item_id>/<slug:act>/", ItemActView.as_view(), name="desk_wire_act"),
        path(
            "wire/<int:item_id>/picture/<int:number>/",
            PictureView.as_view(),
            name="desk_wire_picture",
        ),
        path("wire/rules/<int:rule_id>/try/", TryRuleView.as_view(), name="desk_wire_rule_try"),
        path("wire/quarantine/", QuarantineView.as_view(), name="desk_quarantine"),
        path(f"{kept}/", DeliveryView.as_view(), name="desk_delivery"),
        path(f"{kept}/bytes/", DownloadView.as_view(), name="desk_delivery_download"),
        path(f"{kept}/act/<slug:act>/", DeliveryActView.as_view(), name="desk_delivery_act"),
        path(
            "wire/changes/<int:change_id>/<slug:how>/",
            SettleView.as_view(),
            name="desk_upstream_settle",
        ),
    ]


@hooks.register("register_page_header_buttons")
def in_header(page: Any, user: Any, view_name: str, next_url: Any = None) -> Iterator:
    yield LiveButton(page=page, priority=30)
    yield TranslateButton(page=page, priority=35)
    yield OriginButton(page=page, priority=36)
    for number, button in enumerate(BUTTONS):
        yield button(page=page, priority=100 + number)


@hooks.register("register_page_listing_more_buttons")
def translate_in_listing(page: Any, user: Any, next_url: Any = None) -> Iterator:
    yield TranslateButton(page=page, priority=25)


hooks.register("before_bulk_action", refuse_unfit_stories)
hooks.register("before_edit_snippet", refuse_edit)
hooks.register("before_delete_snippet", refuse_deletion)
hooks.register("before_edit_page", tell_of_hold)
hooks.register("before_edit_page", tell_of_changes)
hooks.register("insert_editor_js", watch_changes)
hooks.register("register_snippet_listing_buttons", try_in_listing)


@hooks.register("register_log_actions")
def what_is_logged(actions: Any) -> None:
    for action, label, message in LOGGED:
        actions.register_action(f"desk.{action}", label, message)
    actions.register_action(*POST_LOGGED)


@hooks.register("register_permissions")
def what_a_group_may_be_given() -> Any:
    return permissions_to_give()


@hooks.register("register_admin_menu_item")
def ticker_in_the_menu() -> Any:
    return ticker_menu_item()


@hooks.register("register_admin_menu_item")
def flash_in_the_menu() -> Any:
    return flash_menu_item()


@hooks.register("register_admin_menu_item")
def channel_in_the_menu() -> Any:
    return channel_menu_item()


@hooks.register("register_admin_menu_item")
def live_pages_in_the_menu() -> Any:
    return live_menu_item()


@hooks.register("register_admin_menu_item")
def wire_in_the_menu() -> Any:
    return wire_menu_item()


@hooks.register("construct_homepage_panels", order=1000)
def work_on_the_first_page(request: Any, panels: list[Any]) -> None:
    panels[:] = home_panels(request)


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts_of_pages(request: Any, summary_items: list[Any]) -> None:
    summary_items.clear()


@hooks.register("construct_main_menu", order=1000)
def only_what_a_newsroom_uses(request: Any, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "documents"]
