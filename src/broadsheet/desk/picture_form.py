"""The form of a picture: where it comes in, and where an editor says what it shows and whose it is.

What is left empty is filled from the file (``media/intake.py``). Credit and text alternative are
not asked for here but before publication (``stories/checks.py``): a picture may wait for them.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileField
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from broadsheet.media.checks import check_picture_file
from broadsheet.media.intake import title_from
from broadsheet.media.models import Picture
from broadsheet.media.renditions import lacks_renditions


class PictureFileField(WagtailImageField):
    """Wagtail's field with our checks: its own decodes a file before it looks at its size."""

    def to_python(self, data: Any) -> Any:
        """The upload, or None for no file. Raises ValidationError for what is not to be kept."""
        upload = FileField.to_python(self, data)
        if upload is not None:
            check_picture_file(upload)
        return upload


class PictureForm(BaseImageForm):
    """Adds and edits a picture; in the add form, the chooser, the upload of several, the API."""

    class Meta(BaseImageForm.Meta):
        widgets = {
            **BaseImageForm.Meta.widgets,
            "caption": AdminAutoHeightTextInput(),
            "usage_terms": AdminAutoHeightTextInput(),
        }
        labels = {
            "title": gettext_lazy("Title"),
            "description": gettext_lazy("What it shows, for those who cannot see it"),
            "language": gettext_lazy("Language of these words"),
            "caption": gettext_lazy("Caption"),
            "credit": gettext_lazy("Credit"),
            "copyright_notice": gettext_lazy("Copyright notice"),
            "usage_terms": gettext_lazy("How it may be used"),
            "taken_at": gettext_lazy("Taken at"),
        }
        help_texts = {
            "title": gettext_lazy(
                "For finding it again; readers do not see it. Left empty, the file's headline or "
                "name is taken."
            ),
            "description": gettext_lazy(
                "One sentence, without “picture of”. Needed before a story with it is published."
            ),
            "caption": gettext_lazy("Left empty here and below, what the file says is taken."),
            "credit": gettext_lazy(
                "Who made it, and for whom: Name/Agency. Needed before publication."
            ),
            "taken_at": gettext_lazy("Year-month-day hour:minute, in your time zone."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].required = False
        if "file" in self.fields:
            self.fields["file"] = self._file_field()
        if self.instance.pk and self.instance.file and lacks_renditions(self.instance):
            self._say_sizes_are_lacking()

    def clean(self) -> dict[str, Any]:
        """Give a picture without a title its file's name; an empty title later is an error."""
        cleaned = super().clean()
        upload = cleaned.get("file")
        if (
            "title" not in self.fields
            or cleaned.get("title")
            or self.errors.keys() & {"file", "title"}
        ):
            return cleaned
        if isinstance(upload, UploadedFile):
            cleaned["title"] = title_from(upload.name or "") or _("Untitled picture")
        else:
            self.add_error("title", _("A picture needs a title to be found by."))
        return cleaned

    def save(self, commit: bool = True) -> Picture:
        """Save it. The old file of a replaced one goes after the commit (``media/intake.py``)."""
        # Wagtail would remove the sizes that the save has just had made of the new file.
        self.original_file = None
        return super().save(commit=commit)

    def _file_field(self) -> PictureFileField:
        plain = self.fields["file"]
        field = PictureFileField(label=plain.label, required=plain.required, widget=plain.widget)
        field.help_text = _(
            "AVIF, GIF, JPEG, PNG or WebP; at most %(size)s and %(pixels)s megapixels."
        ) % {
            "size": filesizeformat(field.max_upload_size),
            "pixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
        }
        return field

    def _say_sizes_are_lacking(self) -> None:
        name = "file" if "file" in self.fields else next(iter(self.fields), None)
        if name is not None:
            self.fields[name].help_text = _(
                "Not all sizes of this picture could be made, so readers may not see it. Save it "
                "again to retry, or send another file."
            )
