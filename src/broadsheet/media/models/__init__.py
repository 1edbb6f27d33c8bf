from broadsheet.media.models.clip import Clip
from broadsheet.media.models.encoding import Encoding
from broadsheet.media.models.picture import Picture, Rendition

__all__ = ["Clip", "Encoding", "Picture", "Rendition"]
