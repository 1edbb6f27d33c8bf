"""A clip: a video, or audio, in its plain form."""

from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin
from wagtail.search import index

from broadsheet.ledger.models import Recorded
from broadsheet.media import ffmpeg
from broadsheet.media.captions import read_captions, transcript_of, write_vtt
from broadsheet.media.chapters import read_chapters
from broadsheet.media.checks import check_clip_file
from broadsheet.media.clip_length import length_of
from broadsheet.media.clip_types import MEDIA_TYPES, PLAYED_EVERYWHERE, media_type_of

#: Where renditions lie, under the media root.
RENDITIONS = "clips/hls"


class Clip(TranslatableMixin, index.Indexed, Recorded):
    """One video or audio of one edition: a file or an address, a poster, a length, what is said."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("file"),
        upload_to="clips/",
        blank=True,
        validators=[FileExtensionValidator(list(MEDIA_TYPES))],
    )
    address = models.URLField(
        _("or address of the file"), blank=True, help_text=_("https://…/file.mp4, .webm or .mp3")
    )
    poster = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("poster"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    seconds = models.PositiveIntegerField(_("length in seconds"), default=0)
    captions = models.FileField(
        _("captions"),
        upload_to="clips/",
        blank=True,
        validators=[FileExtensionValidator(["vtt", "srt"])],
        help_text=_("What is said, with its times: a WebVTT or SubRip file, in UTF-8."),
    )
    chapters = models.TextField(
        _("chapters"), blank=True, help_text=_("One in each line: 1:05 The harbour at night")
    )
    hls = models.CharField(max_length=200, blank=True, editable=False)
    #: The file's size in bytes, and of audio the name and size of the rendition that every podcast
    #: player plays; none where the file is that already.
    size = models.PositiveBigIntegerField(default=0, editable=False)
    portable = models.CharField(max_length=200, blank=True, editable=False)
    portable_size = models.PositiveBigIntegerField(default=0, editable=False)
    transcript = models.TextField(
        _("transcript"), blank=True, help_text=_("Left empty, it is made from the captions.")
    )

    panels = [
        FieldPanel("title"),
        MultiFieldPanel([FieldPanel("file"), FieldPanel("address")], heading=_("video or audio")),
        FieldPanel("poster"),
        FieldPanel("seconds"),
        FieldPanel("captions"),
        FieldPanel("chapters"),
        FieldPanel("transcript"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("transcript"),
        index.SearchField("chapters"),
        index.SearchField("spoken"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["-pk"]
        verbose_name = _("clip")
        verbose_name_plural = _("clips")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if bool(self.file) == bool(self.address):
            raise ValidationError({"address": _("Give a file or an address: one of them.")})
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            try:
                check_clip_file(self.file)
                self._check_wav()
                self.seconds = length_of(self.file, audio=self.is_audio) or self.seconds
            except ValidationError as error:
                raise ValidationError({"file": error}) from None
        if self.captions and not self.captions._committed:  # type: ignore[attr-defined]
            try:
                self._take_captions()
            except ValidationError as error:
                raise ValidationError({"captions": error}) from None
        try:
            read_chapters(self.chapters, self.seconds)
        except ValidationError as error:
            raise ValidationError({"chapters": error}) from None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """See ``Model.save``. Renditions of another file than the clip's own are not shown."""
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            self.size = self.file.size
        if self.hls and not self.hls.startswith(f"{self.renditions}/"):
            self.hls = ""
        if self.portable and not self.portable.startswith(f"{self.renditions}/"):
            self.portable, self.portable_size = "", 0
        super().save(*args, **kwargs)

    def _check_wav(self) -> None:
        """Refuse what readers would wait for and podcast players refuse, if nothing can turn it."""
        if self.media_type == "audio/wav" and not ffmpeg.is_there():
            raise ValidationError(
                _("WAV is too heavy for readers, and ffmpeg is not here to turn it. Send MP3.")
            )

    def _take_captions(self) -> None:
        """Keep captions as plain WebVTT, and what is said in them as the transcript."""
        cues = read_captions(self.captions)
        stem = PurePath(self.captions.name or "captions").stem
        self.captions = ContentFile(write_vtt(cues).encode(), name=f"{stem}.vtt")
        if not self.transcript.strip():
            self.transcript = transcript_of(cues)

    @property
    def spoken(self) -> str:
        """What the captions say, for searching; empty where there are none to be read."""
        if not self.captions:
            return ""
        try:
            with self.captions.open() as file:
                return transcript_of(read_captions(file))
        except (OSError, ValidationError):
            return ""

    @property
    def renditions(self) -> str:
        """The folder of its present file's renditions, under the media root."""
        digest = sha256(str(self.file).encode()).hexdigest()[:16]
        return f"{RENDITIONS}/{self.pk}-{digest}"

    @property
    def playlist(self) -> str:
        """The address of its renditions' playlist; empty while there is none."""
        return default_storage.url(self.hls) if self.hls else ""

    @property
    def media_type(self) -> str:
        """The media type its file name promises."""
        return media_type_of(str(self.file) if self.file else self.address)

    @property
    def is_audio(self) -> bool:
        """Whether it is to be listened to."""
        return self.media_type.startswith("audio/")

    @property
    def enclosure(self) -> tuple[str, int, str] | None:
        """Address, size in bytes (0: not known) and media type of what podcast players play.

        None where there is no such file, or not yet.
        """
        if self.portable:
            return default_storage.url(self.portable), self.portable_size, "audio/mp4"
        if self.media_type in PLAYED_EVERYWHERE:
            return self.source, self.size, self.media_type
        return None

    @property
    def source(self) -> str:
        """The address a player loads."""
        return self.file.url if self.file else self.address
