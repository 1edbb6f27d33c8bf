"""Names that pages may not take, because addresses of the newsroom's own are built with them."""

#: First parts of addresses, beside the editions' codes.
AT_THE_ROOT = frozenset(
    [
        "admin",
        "api",
        "static",
        "media",
        "healthz",
        "metrics",
        "desk",
        "live",
        "newsroom",
        "sitemap.xml",
        "wire",
        "robots.txt",
    ]
)
#: Names directly under an edition.
IN_AN_EDITION = frozenset(
    [
        "agency",
        "all",
        "author",
        "authors",
        "breaking",
        "coverage",
        "feed",
        "feed.json",
        "fragment",
        "history",
        "live",
        "most-read",
        "news-sitemap.xml",
        "programme",
        "programmes",
        "region",
        "rss",
        "rss.xml",
        "search",
        "tag",
        "topic",
    ]
)
#: Names under every listing.
IN_A_LISTING = frozenset(["all", "feed", "feed.json", "page", "podcast.xml", "rss", "rss.xml"])

#: Depth of an edition's front in the page tree (the tree's root is 1).
FRONT_DEPTH = 2


def is_reserved(slug: str, *, depth: int) -> bool:
    """Whether a page at ``depth`` of the tree may not be called ``slug``."""
    name = slug.lower()
    if depth == FRONT_DEPTH:
        return name in AT_THE_ROOT
    if depth == FRONT_DEPTH + 1:
        return name in IN_AN_EDITION
    return name in IN_A_LISTING
