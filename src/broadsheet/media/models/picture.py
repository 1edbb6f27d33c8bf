"""A picture: its file, what it shows, who made it, and on what terms it may be shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath

from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    IMAGE_FORMAT_EXTENSIONS,
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.search import index

from broadsheet.ledger.models import Recorded
from broadsheet.media.picture_file import PictureField
from broadsheet.media.working_copy import WorkingCopy, make_working_copy

#: Characters of a rendition's file name; the field holds 100 with the folders.
_NAME_LENGTH = 60


class Picture(Recorded, AbstractImage):  # type: ignore[django-manager-missing]
    """A picture of the newsroom's library.

    ``description`` (Wagtail's) is the text alternative; it and ``caption`` are in ``language``. A
    story in another language brings its own words for the picture.
    """

    file = PictureField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
    )
    language = models.CharField(
        _("language of its words"), max_length=20, blank=True, help_text=_("en, ar, es …")
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made it, and for whom: Name/Agency"),
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.TextField(_("usage terms"), max_length=1000, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    admin_form_fields = (
        *Image.admin_form_fields,
        "language",
        "caption",
        "credit",
        "copyright_notice",
        "usage_terms",
        "taken_at",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    #: How it stood before the save that is under way; set and read by ``media/intake.py``.
    before: "Picture | None" = None
    _working: WorkingCopy | None = None

    def get_upload_to(self, filename: str) -> str:
        """Wagtail's safe ASCII name in the folder of originals, never a hidden file."""
        path = PurePath(filename)
        return super().get_upload_to(f"{path.stem.lstrip('._ ') or 'picture'}{path.suffix}")

    def get_file_hash(self) -> str:
        """The SHA-1 of its file; kept with the picture, if that has been saved."""
        if not self.file_hash and self._state.adding:
            self._set_file_hash()
        return super().get_file_hash()

    @contextmanager
    def decoded_once(self) -> Iterator[None]:
        """Make any number of renditions inside the block from one decoding of the file."""
        with self.open_file() as file:
            self._working = make_working_copy(file)
        try:
            yield
        finally:
            self._working = None

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Wagtail's hook for making a rendition: pixels only, so no GPS and no other metadata.

        The name changes with the crop and the size; the folder changes with the content.
        """
        working = self._working
        if working is None:
            if source is not None:
                working = make_working_copy(source)
            else:
                with self.open_file() as file:
                    working = make_working_copy(file)
        made = filter.run(working.stand_in(self), BytesIO(), source=working.as_file())
        key = filter.get_cache_key(self)
        tail = f".{key}.{filter.spec.replace('|', '.')}".replace("..", ".")
        tail += IMAGE_FORMAT_EXTENSIONS[made.format_name]
        stem = PurePath(self.file.name).stem[: max(1, _NAME_LENGTH - len(tail))]
        return File(made.f, name=f"{stem}{tail}")


class Rendition(AbstractRendition):
    """One size and format of a picture, made when it is uploaded or cropped anew."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")
    file = PictureField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
    )

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

    def get_upload_to(self, filename: str) -> str:
        """A folder by the picture's content: readers keep what is in it for ever.

        Without it a new picture could take the address of a deleted one of the same name. The two
        letters keep folders small in an archive of a million pictures.
        """
        digest = self.image.file_hash
        name = self.file.field.storage.get_valid_name(filename)
        return f"images/{digest[:2]}/{digest[2:12]}/{name}" if digest else f"images/{name}"
