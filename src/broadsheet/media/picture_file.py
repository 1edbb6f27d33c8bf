"""The file of a picture as a model field: its pixels are counted from the header alone."""

from PIL import ExifTags, Image
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from broadsheet.media.metadata import FORMATS

#: Values of EXIF's Orientation that lay a picture on its side.
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})


class PictureFile(WagtailImageFieldFile):
    """A stored picture. Wagtail decodes every pixel to learn two numbers; this reads a header."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Width and height in pixels as the picture is seen, turned the way its EXIF says.

        Focal points are set on the turned picture, so the unturned size would misplace them.
        Raises OSError where there is no file or it is no picture.
        """
        was_closed = self.closed
        self.open()
        try:
            self.seek(0)
            with Image.open(self, formats=FORMATS) as picture:
                width, height = picture.size
                # Asking a PNG without EXIF would decode it.
                turned = "exif" in picture.info and (
                    picture.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE
                )
            return (height, width) if turned else (width, height)
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class PictureField(WagtailImageField):
    """Wagtail's image field with our file."""

    attr_class = PictureFile
