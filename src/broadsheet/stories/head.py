"""What machines read of a story: titles, Open Graph, and schema.org records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from broadsheet.charts.presentation import ChartView
from broadsheet.editions.addresses import whole_address
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import machine_time
from broadsheet.editions.presentation import Alternate, PageHead, Shell
from broadsheet.kit.safe_html import plain_text
from broadsheet.media.presentation import ClipView
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.presentation import Article

#: schema.org types by kind (schema.org/NewsArticle and its subtypes).
SCHEMA_TYPES = {
    Kind.NEWS: "NewsArticle",
    Kind.LIVE: "LiveBlogPosting",
    Kind.OPINION: "OpinionNewsArticle",
    Kind.ANALYSIS: "AnalysisNewsArticle",
    Kind.BLOG: "BlogPosting",
    Kind.FEATURE: "NewsArticle",
    Kind.IN_FIVE: "NewsArticle",
    Kind.INFOGRAPHIC: "NewsArticle",
    Kind.GALLERY: "NewsArticle",
    Kind.VIDEO: "NewsArticle",
    Kind.AUDIO: "NewsArticle",
}


def article_head(
    story: Story,
    article: Article,
    edition: Edition,
    shell: Shell,
    alternates: tuple[Alternate, ...],
) -> PageHead:
    """The head of a story's page."""
    picture = article.card.picture
    description = story.search_description or story.standfirst
    return PageHead(
        title=story.seo_title or story.title,
        description=description,
        canonical=article.share_address,
        kind="article",
        image=whole_address(picture.share) if picture else "",
        image_alt=picture.alt if picture else "",
        image_width=1200 if picture else 0,
        image_height=630 if picture else 0,
        feed=shell.feed,
        feed_title=shell.name,
        alternates=alternates,
        records=(
            _news_record(story, article, edition, description),
            _trail(article, shell),
            *_episode_records(story, article, edition, description),
            *(_data_record(b.value, article, edition) for b in article.body if b.type == "chart"),
        ),
        published=machine_time(story.published_at) if story.published_at else "",
        modified=machine_time(story.updated_at or story.published_at) if story.published_at else "",
        section=article.card.kicker.label if article.card.kicker else "",
        tags=tuple(topic.label for topic in article.topics),
    )


def _news_record(
    story: Story, article: Article, edition: Edition, description: str
) -> dict[str, Any]:
    card = article.card
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES[Kind(story.kind)],
        "headline": story.title[:110],
        "description": description,
        "inLanguage": edition.language,
        "mainEntityOfPage": article.share_address,
        "isAccessibleForFree": True,
        "author": [
            {"@type": "Person", "name": line.name}
            | ({"url": whole_address(line.address)} if line.address else {})
            for line in card.byline
        ]
        or [{"@type": "Organization", "name": edition.name}],
        "publisher": {"@type": "NewsMediaOrganization", "name": edition.name},
        "keywords": [topic.label for topic in article.topics],
    }
    if card.kicker:
        record["articleSection"] = card.kicker.label
    if story.published_at:
        record["datePublished"] = machine_time(story.published_at)
        record["dateModified"] = machine_time(story.updated_at or story.published_at)
    if card.picture:
        record["image"] = [whole_address(card.picture.share)]
    if story.dateline:
        record["dateline"] = story.dateline
    if article.clip:
        name = "audio" if article.clip.is_audio else "video"
        record[name] = _clip_record(story, article, description)
    corrections = [b.value for b in article.body if b.type == "correction"]
    if corrections:
        record["correction"] = [plain_text(value["html"]) for value in corrections]
    return record


def _episode_records(
    story: Story, article: Article, edition: Edition, description: str
) -> Iterator[dict[str, Any]]:
    """The story as an episode of its programme: schema.org/TVEpisode or PodcastEpisode."""
    episode = article.episode
    if episode is None:
        return
    medium = "Podcast" if episode.kind == "podcast" else "TV"
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": f"{medium}Episode",
        "name": story.title,
        "description": description,
        "url": article.share_address,
        "inLanguage": edition.language,
        "partOfSeries": {
            "@type": f"{medium}Series",
            "name": episode.programme.label,
            "url": whole_address(episode.programme.address),
        },
    }
    if episode.number:
        record["episodeNumber"] = episode.number
    if episode.season:
        record["partOfSeason"] = {"@type": f"{medium}Season", "seasonNumber": episode.season}
    if story.published_at:
        record["datePublished"] = machine_time(story.published_at)
    if article.clip:
        name = "associatedMedia" if medium == "Podcast" else "video"
        record[name] = _clip_record(story, article, description)
    yield record


def _clip_record(story: Story, article: Article, description: str) -> dict[str, Any]:
    clip = article.clip
    assert clip is not None
    poster = clip.poster or article.card.picture
    record: dict[str, Any] = {
        "@type": "AudioObject" if clip.is_audio else "VideoObject",
        "name": story.title,
        "description": description or story.title,
        "contentUrl": whole_address(clip.address),
        "uploadDate": machine_time(story.published_at) if story.published_at else "",
        "duration": f"PT{clip.seconds}S",
        "transcript": clip.transcript,
        "encodingFormat": clip.media_type,
    }
    if clip.captions:
        record["caption"] = {
            "@type": "MediaObject",
            "contentUrl": whole_address(clip.captions),
            "encodingFormat": "text/vtt",
            "inLanguage": clip.language,
        }
    if clip.chapters:
        record["hasPart"] = _chapter_records(clip)
    if poster:
        record["thumbnailUrl"] = [whole_address(poster.share)]
    return record


def _chapter_records(clip: ClipView) -> list[dict[str, Any]]:
    """The parts of a video as schema.org/Clip; each ends where the next begins."""
    ends = [each.seconds for each in clip.chapters[1:]] + [clip.seconds]
    parts = []
    for each, end in zip(clip.chapters, ends, strict=True):
        part = {
            "@type": "Clip",
            "name": each.title,
            "startOffset": each.seconds,
            "url": f"{whole_address(clip.address)}#t={each.seconds}",
        }
        if end > each.seconds:
            part["endOffset"] = end
        parts.append(part)
    return parts


def _data_record(chart: ChartView, article: Article, edition: Edition) -> dict[str, Any]:
    """A chart's figures as schema.org/Dataset, with the files that hold them."""
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": chart.title,
        "description": " ".join(
            filter(None, (chart.title, chart.unit, chart.in_words, chart.note))
        ),
        "url": f"{article.share_address}#chart-{chart.number}",
        "inLanguage": edition.language,
        "isAccessibleForFree": True,
        "creator": {"@type": "NewsMediaOrganization", "name": edition.name},
        "variableMeasured": list(chart.columns[1:]),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": form,
                "contentUrl": whole_address(address),
            }
            for form, address in (
                ("text/csv", chart.csv_address),
                ("image/svg+xml", chart.svg_address),
            )
        ],
    }
    if chart.source:
        record["isBasedOn"] = chart.source_address or chart.source
    return record


def _trail(article: Article, shell: Shell) -> dict[str, Any]:
    steps = [(shell.name, shell.front)]
    if article.card.kicker:
        steps.append((article.card.kicker.label, article.card.kicker.address))
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": whole_address(address)}
            for n, (name, address) in enumerate(steps, start=1)
        ],
    }
