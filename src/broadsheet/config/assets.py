"""Static files under names that change with their content, without what only their authors read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

_STRING = r"""("[^"\n]*"|'[^'\n]*')"""
_COMMENT = re.compile(_STRING + r"|/\*.*?\*/", re.DOTALL)
#: White space beside a sign that needs none, and other white space.
_SPACE = re.compile(_STRING + r"|[\s;]*(})\s*|\s*([{;,])\s*|(:)\s+|\s+")


class HashedAssets(CompressedManifestStaticFilesStorage):
    """Hashed and precompressed static files; ES modules import each other by hashed names too."""

    support_js_module_import_aggregation = True
    #: A page that names a file we do not ship is better without it than broken.
    manifest_strict = False

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """See Django's. Our own style sheets are squeezed first."""
        for name in [] if dry_run else paths:
            if name.startswith("broadsheet/") and name.endswith(".css"):
                file = Path(self.path(name))
                file.write_text(squeeze_css(file.read_text(encoding="utf-8")), encoding="utf-8")
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def squeeze_css(css: str) -> str:
    """The same rules without comments and without white space that means nothing."""
    bare = _COMMENT.sub(lambda found: found[1] or " ", css)
    return _SPACE.sub(lambda found: next(filter(None, found.groups()), " "), bare).strip()
