"""What must be right before readers see a story: said at the field, in an editor's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from broadsheet.stories.kinds import CLIP_KINDS, Kind, kind_fits_area

if TYPE_CHECKING:
    from broadsheet.media.models import Picture
    from broadsheet.stories.models import Story

POINTS = 5

#: A port: what a package above knows against a publication (the desk: a story that was killed).
_further: list[Callable[[Story], Iterable[str]]] = []


class StoryErrors(dict[str, list[str]]):
    """Messages by field name."""

    def add(self, field: str, message: str) -> None:
        """Note ``message`` at ``field``."""
        self.setdefault(field, []).append(message)

    def as_validation_error(self) -> ValidationError:
        """All of it as Django's exception."""
        return ValidationError(dict(self))


def also_ask(check: Callable[[Story], Iterable[str]]) -> None:
    """Have ``check`` say, before each publication, what is against it; nothing if it is fit."""
    _further.append(check)


def publishing_errors(story: Story) -> StoryErrors:
    """Why ``story`` cannot be published as it is; empty if it can."""
    errors = StoryErrors()
    for check in _further:
        for message in check(story):
            errors.add(NON_FIELD_ERRORS, message)
    if story.picture is not None:
        for message in picture_faults(story, story.picture, story.picture_alt):
            errors.add("picture", message)
    for picture, alt in body_pictures(story):
        for message in picture_faults(story, picture, alt):
            errors.add("body", message)
    for block in story.body:
        if block.block_type == "chart" and block.value["table"].table is None:
            errors.add(
                "body", _("The chart “%(title)s” has no table.") % {"title": block.value["title"]}
            )
    _check_kind(story, errors)
    if story.home_section_id and not kind_fits_area(story.kind, story.home_section.area_key):
        errors.add(
            "kind",
            _("A story of this kind does not belong in this area; move it to another section."),
        )
    return errors


def picture_faults(story: Story, picture: Picture, alt: str) -> Iterator[str]:
    """What is missing of a picture before it may be shown in ``story``."""
    if not picture.credit:
        yield _("“%(picture)s” has no credit: say who made it, in the picture's own form.") % {
            "picture": picture.title
        }
    if alt:
        return
    if not picture.description:
        yield _("“%(picture)s” has no text for readers who cannot see it.") % {
            "picture": picture.title
        }
    elif picture.language and not _same_language(picture.language, story):
        yield _("The text of “%(picture)s” is in another language; write here what it shows.") % {
            "picture": picture.title
        }


def body_pictures(story: Story) -> Iterator[tuple[Picture, str]]:
    """The pictures of the body, with the story's own text alternative for each."""
    for block in story.body:
        if block.block_type == "picture" and block.value["picture"]:
            yield block.value["picture"], block.value["alt"]
        elif block.block_type == "gallery":
            for item in block.value["pictures"]:
                if item["picture"]:
                    yield item["picture"], item["alt"]


def _check_kind(story: Story, errors: StoryErrors) -> None:
    if story.kind == Kind.IN_FIVE and len(story.points) != POINTS:
        errors.add("points", _("“In five” has five points; this has %d.") % len(story.points))
    _check_clip(story, errors)
    _check_episode(story, errors)
    if story.kind == Kind.GALLERY and not any(b.block_type == "gallery" for b in story.body):
        errors.add("body", _("A gallery needs a gallery block with its pictures."))
    if story.kind == Kind.INFOGRAPHIC:
        drawn = {block.block_type for block in story.body} & {"chart", "table"}
        if story.picture_id is None and not drawn:
            errors.add("picture", _("An infographic needs its picture, a chart, or a table."))
        if not story.text_alternative:
            errors.add(
                "text_alternative", _("Say in words what it shows, for those who cannot see it.")
            )


def _check_clip(story: Story, errors: StoryErrors) -> None:
    if story.kind not in CLIP_KINDS:
        return
    clip = story.clip
    if story.kind == Kind.VIDEO and clip is None:
        errors.add("clip", _("A video story needs its video."))
    elif story.kind == Kind.VIDEO and clip is not None and clip.is_audio:
        errors.add("clip", _("This is audio, not a video: choose “Audio” as the kind."))
    elif story.kind == Kind.AUDIO and (clip is None or not clip.is_audio):
        errors.add("clip", _("An audio story needs its audio: an MP3, M4A, Ogg or WAV file."))


def _check_episode(story: Story, errors: StoryErrors) -> None:
    """An episode belongs to a programme of its edition; its number is its own there."""
    if story.programme is None:
        for field in ("season", "episode"):
            if getattr(story, field):
                errors.add(field, _("Say of which programme."))
        return
    if story.kind not in CLIP_KINDS:
        errors.add("programme", _("Only videos and audio are episodes of a programme."))
    if story.programme.locale_id != story.locale_id:
        errors.add("programme", _("This programme is of another edition."))
    for field in ("season", "episode"):
        if getattr(story, field) == 0:
            errors.add(field, _("Numbers begin with 1."))
    if story.episode and _number_is_taken(story):
        errors.add("episode", _("Another published episode of this season has this number."))


def _number_is_taken(story: Story) -> bool:
    others = type(story)._default_manager.filter(
        programme_id=story.programme_id, season=story.season, episode=story.episode, live=True
    )
    return others.exclude(pk=story.pk).exists()


def _same_language(language: str, story: Story) -> bool:
    own = story.locale.language_code
    return language.partition("-")[0].lower() == own.partition("-")[0].lower()
