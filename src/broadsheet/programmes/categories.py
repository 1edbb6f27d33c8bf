"""Where podcast players file a programme: Apple Podcasts' categories that a newsroom needs.

A value is the category as the feed writes it; with a subcategory, both with `` / `` between.
"""

from django.utils.translation import gettext_lazy as _

CATEGORIES = [
    ("News", _("News")),
    ("News / Daily News", _("News: daily")),
    ("News / News Commentary", _("News: commentary")),
    ("News / Politics", _("News: politics")),
    ("News / Business News", _("News: business")),
    ("News / Sports News", _("News: sports")),
    ("News / Tech News", _("News: technology")),
    ("News / Entertainment News", _("News: entertainment")),
    ("Arts", _("Arts")),
    ("Business", _("Business")),
    ("Comedy", _("Comedy")),
    ("Education", _("Education")),
    ("Health & Fitness", _("Health")),
    ("History", _("History")),
    ("Music", _("Music")),
    ("Science", _("Science")),
    ("Society & Culture", _("Society and culture")),
    ("Society & Culture / Documentary", _("Documentary")),
    ("Sports", _("Sports")),
    ("Technology", _("Technology")),
    ("True Crime", _("Crime")),
    ("TV & Film", _("TV and film")),
]
