"""What a template is given of a chart: pictures, words and addresses, finished."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart on its page. ``rows`` are names with their figures as the edition writes them.

    ``number`` counts the charts of a story from one; addresses of the files have it.
    """

    number: int
    kind: str
    title: str
    unit: str
    note: str
    source: str
    source_address: str
    in_words: str
    wide: Markup
    narrow: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    csv_address: str
    svg_address: str
