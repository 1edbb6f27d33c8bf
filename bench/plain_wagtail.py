"""The peer: the same story and front as a plain Wagtail site would render them.

Wagtail's own way from its tutorial: pages from the tree, ``{% include_block %}``, ``{% image %}``
and ``{% pageurl %}`` in Django's templates, one query where the template asks for one.
"""

from __future__ import annotations

from typing import Any

from django.template import engines

_MENU = """
<nav>{% for area in areas %}<a href="{% pageurl area %}">{{ area.title }}</a>
{% for section in area.get_children.live %}<a href="{% pageurl section %}">{{ section.title }}</a>
{% endfor %}{% endfor %}</nav>
"""
_CARD = """
<article><a href="{% pageurl story %}">{% if story.picture %}{% image story.picture fill-640x427 %}
{% endif %}<h3>{{ story.title }}</h3></a><p>{{ story.standfirst }}</p>
<p>{{ story.home_section.title }} {% for line in story.bylines.all %}{{ line.author }}{% endfor %}
{{ story.published_at|date:"j F Y, H:i" }}</p></article>
"""
_LOAD = "{% load wagtailcore_tags wagtailimages_tags %}<!doctype html>"
STORY = f"""{_LOAD}<title>{{{{ page.title }}}}</title>
{_MENU}<h1>{{{{ page.title }}}}</h1><p>{{{{ page.standfirst }}}}</p>
{{% for line in page.bylines.all %}}<b>{{{{ line.author }}}}</b>{{% endfor %}}
{{% for agency in page.agencies.all %}}{{{{ agency }}}}{{% endfor %}}
{{% if page.picture %}}
{{% picture page.picture format-{{avif,webp,jpeg}} fill-1024x683 %}}{{% endif %}}
{{% include_block page.body %}}
{{% for topic in page.topics.all %}}<a>{{{{ topic }}}}</a>{{% endfor %}}
{{% for story in related %}}{_CARD}{{% endfor %}}"""
FRONT = f"""{_LOAD}<title>{{{{ page.title }}}}</title>
{_MENU}{{% for story in stories %}}{_CARD}{{% endfor %}}"""


class PlainWagtail:
    """Renders a story and a front, looking everything up anew each time, as a request would."""

    def __init__(self) -> None:
        engine: Any = engines["django"]
        self.story_template = engine.from_string(STORY)
        self.front_template = engine.from_string(FRONT)

    def story(self, url_path: str) -> bytes:
        """A story's page with four related ones."""
        page = self._route(url_path)
        related = page.get_siblings(inclusive=False).live().specific()[:4]
        return self.story_template.render(
            {**self._menu(), "page": page, "related": related}
        ).encode()

    def front(self, url_path: str, count: int) -> bytes:
        """A front with the newest ``count`` stories."""
        from broadsheet.stories.models import Story

        page = self._route(url_path)
        stories = Story.objects.descendant_of(page).live().order_by("-first_published_at")[:count]
        return self.front_template.render(
            {**self._menu(), "page": page, "stories": stories}
        ).encode()

    def _route(self, url_path: str) -> Any:
        """Down the tree, a step at a time, as ``Page.route`` does."""
        from django.http import Http404
        from wagtail.models import Page

        page: Any = Page.objects.get(depth=2, slug=url_path.split("/")[1]).specific
        for slug in url_path.split("/")[2:-1]:
            child = page.get_children().filter(slug=slug).first()
            if child is None:
                raise Http404(url_path)
            page = child.specific
        return page

    def _menu(self) -> dict[str, Any]:
        from wagtail.models import Page

        return {"areas": Page.objects.get(depth=2, slug="en").get_children().live()}
