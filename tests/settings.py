"""Settings for tests: the product's own, with a folder and a database of their own."""

import os
import tempfile

os.environ["BROADSHEET_HOME"] = tempfile.mkdtemp(prefix="broadsheet-tests-")
os.environ.setdefault("BROADSHEET_ADDRESS", "http://testserver")

from tools.migrated_database import ready

from broadsheet.config.settings import *  # noqa: F403
from broadsheet.config.settings import ALLOWED_HOSTS, DATABASES, MIDDLEWARE, STORAGES

#: A database with all tables, which tests on SQLite begin with instead of migrating.
MADE_BEFOREHAND = ready() if "sqlite" in str(DATABASES["default"]["ENGINE"]) else None
if MADE_BEFOREHAND is not None:
    DATABASES["default"]["TEST"] = {"MIGRATE": False}
elif template := os.environ.get("BROADSHEET_TEST_TEMPLATE"):
    # On PostgreSQL such a database is copied by the server; see tools/test_on_postgres.
    DATABASES["default"]["TEST"] = {"MIGRATE": False, "TEMPLATE": template}

# Readers in tests are answered by the views themselves; tests/press has a press of its own.
# Tests that make renditions say so: most clips in tests are the first bytes of one.
FFMPEG = ""
MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("PressMiddleware")]
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver", ".example.org"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
