from broadsheet.wire.models.delivery import Delivery
from broadsheet.wire.models.health import Health
from broadsheet.wire.models.item_version import ItemVersion
from broadsheet.wire.models.media_topic import Loading, MediaTopic, TopicMatch
from broadsheet.wire.models.received import Band, ReceivedItem, SubjectCode
from broadsheet.wire.models.remembered import Remembered
from broadsheet.wire.models.rule import Rule
from broadsheet.wire.models.source import Source
from broadsheet.wire.models.tally import Tally
from broadsheet.wire.models.word_alert import WordAlert

__all__ = [
    "Band",
    "Delivery",
    "Health",
    "ItemVersion",
    "Loading",
    "MediaTopic",
    "ReceivedItem",
    "Remembered",
    "Rule",
    "Source",
    "SubjectCode",
    "Tally",
    "TopicMatch",
    "WordAlert",
]
