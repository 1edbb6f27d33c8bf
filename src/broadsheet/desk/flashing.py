"""A flash: items, stub stories and posts of several editions in one transaction; its undoing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.desk.live_rows import MAY_POST
from broadsheet.desk.models import Flash, FlashPart
from broadsheet.desk.models.flash import LONGEST_REACH
from broadsheet.desk.reach import editions_in_reach
from broadsheet.desk.taking_down import withdraw
from broadsheet.editions.models import Edition, Section
from broadsheet.kit import clock
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem, Post
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import delete_post, publish_post
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.publishing import publish_new

MAY_SEND = "live.publish_breakingitem"


@dataclass(frozen=True)
class Line:
    """What is said in one edition, who says so, and the live page that says it too, if any."""

    edition: Edition
    text: str
    speaker: str
    role: str = ""
    place: str = ""
    live_page: Story | None = None


class TooLate(Exception):
    """The flash cannot be undone any more, in one line."""


def send_flash(
    lines: Sequence[Line], section: Section, user: Any, token: UUID, status: str = "reported"
) -> Flash:
    """Send a flash: in each line's edition an item in the ticker that leads to a stub story.

    A line that names a live page is a key event there, too. The stories stand in ``section`` or in
    the section that is the same in their edition. All of it is one transaction. A ``token`` that
    was used gives the flash that it made. Raises PermissionDenied where ``user`` may not publish,
    ValidationError with what an item, a story, a post or an edition without that section lacks.
    """
    posts = any(line.live_page is not None for line in lines)
    if not user.has_perm(MAY_SEND) or (posts and not user.has_perm(MAY_POST)):
        raise PermissionDenied
    if not lines:
        raise ValidationError(_("Write a line for one edition at least."))
    try:
        return _send(lines, section, user, token, status)
    except IntegrityError:
        # The same form, a moment earlier.
        sent = Flash.objects.filter(token=token).first()
        if sent is None:
            raise
        return sent


@transaction.atomic
def undo_flash(flash: Flash, user: Any) -> list[Story | Post]:
    """Take a flash back: items are withdrawn, posts deleted, stub stories go offline.

    Returns the stories and posts that stay: those that somebody has edited since. Raises TooLate
    after a minute, or if it was undone before; PermissionDenied, also for somebody who did not send
    it and does not work for all of its editions.
    """
    if not user.has_perm(MAY_SEND):
        raise PermissionDenied
    flash = Flash.objects.select_for_update().get(pk=flash.pk)
    others = flash.parts.exclude(edition__in=editions_in_reach(user))
    if flash.sent_by_id != user.pk and others.exists():
        raise PermissionDenied
    if flash.undone_at is not None:
        raise TooLate(_("This flash was undone before."))
    if not flash.seconds_left(clock.now()):
        raise TooLate(_("A flash can be undone for a minute. Withdraw its items and stories."))
    stay: list[Story | Post] = []
    for part in flash.parts.select_related("item", "story", "post", "edition__locale"):
        if part.item is not None:
            publishing.withdraw(part.item)
        if part.post is not None and part.post.edited_at is not None:
            stay.append(part.post)
        elif part.post is not None:
            delete_post(part.post)
        if part.story is None or not part.story.live:
            continue
        if part.story.latest_revision_id != part.revision_id:
            stay.append(part.story)
            continue
        withdraw(part.story, user, _("The flash was undone."))
    flash.undone_at = clock.now()
    flash.save(update_fields=["undone_at"])
    return stay


def note_reach(flash: Flash, reached: Mapping[str, int]) -> None:
    """Keep how long it took to readers: milliseconds by the code of an edition. The first counts.

    Raises ValidationError for what is no such number.
    """
    for part in flash.parts.select_related("edition"):
        after = reached.get(part.edition.code)
        if after is None or part.reached is not None:
            continue
        if not isinstance(after, int) or not 0 <= after <= LONGEST_REACH:
            raise ValidationError(_("That is no time in milliseconds."))
        part.reached = after
        part.save(update_fields=["reached"])


@transaction.atomic
def _send(lines: Sequence[Line], section: Section, user: Any, token: UUID, status: str) -> Flash:
    sent = Flash.objects.filter(token=token).first()
    if sent is not None:
        return sent
    flash = Flash.objects.create(token=token, sent_by=user, sent_at=clock.now())
    same = uuid4()
    for line in lines:
        story = _stub(line, _section_of(line.edition, section), user, same)
        item = BreakingItem(
            locale=line.edition.locale,
            translation_key=same,
            text=line.text,
            speaker=line.speaker,
            role=line.role,
            place=line.place,
            status=status,
            story=story,
        )
        FlashPart.objects.create(
            flash=flash,
            edition=line.edition,
            item=publishing.publish(item),
            story=story,
            post=_post(line, user, token),
            revision_id=story.latest_revision_id,
        )
    return flash


def _section_of(edition: Edition, section: Section) -> Section:
    if section.locale_id == edition.locale_id:
        return section
    found = Section.objects.filter(
        translation_key=section.translation_key, locale_id=edition.locale_id
    ).first()
    if found is None:
        raise ValidationError(
            _("%(edition)s has no section “%(section)s”; leave its line empty.")
            % {"edition": edition.name, "section": section.title}
        )
    return found


def _post(line: Line, user: Any, token: UUID) -> Post | None:
    """What the line says on its live page."""
    page = line.live_page
    if page is None:
        return None
    if page.edition_id != line.edition.pk:
        raise ValidationError(_("This live page is another edition's."))
    words = PostWords(text=f"<p>{escape(_said(line))}</p>")
    own = uuid5(token, line.edition.code)
    return publish_post(page, words, user, token=own, key_event=True)


def _said(line: Line) -> str:
    """The line as a sentence, in its edition's language."""
    with override(line.edition.locale.language_code):
        return _("%(text)s, says %(speaker)s.") % {
            "text": line.text.rstrip(".!؟。 "),
            "speaker": line.speaker,
        }


def _stub(line: Line, section: Section, user: Any, same: UUID) -> Story:
    """A story of one paragraph that somebody is to write on, published."""
    may = section.permissions_for_user(user)
    if not may.can_add_subpage() or not may.can_publish_subpage():
        raise PermissionDenied(_("You may not publish in this section."))
    with override(line.edition.locale.language_code):
        more = _("This story is developing; more follows.")
    story = Story(
        title=line.text,
        kind=Kind.NEWS,
        standfirst=more,
        translation_key=same,
        owner=user,
        body=[{"type": "paragraph", "value": f"<p>{escape(_said(line))}</p>"}],
    )
    return publish_new(section, story, user)
