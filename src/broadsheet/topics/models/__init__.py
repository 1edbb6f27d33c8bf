from broadsheet.topics.models.dossier import Dossier
from broadsheet.topics.models.region import Region
from broadsheet.topics.models.topic import Topic

__all__ = ["Dossier", "Region", "Topic"]
