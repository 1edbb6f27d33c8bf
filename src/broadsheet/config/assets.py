"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedAssets(CompressedManifestStaticFilesStorage):
    """Hashed and precompressed static files; ES modules import each other by hashed names too."""

    support_js_module_import_aggregation = True
    #: A page that names a file we do not ship is better without it than broken.
    manifest_strict = False
