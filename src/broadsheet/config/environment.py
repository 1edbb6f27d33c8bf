"""Everything an installation can set, in one typed place: ``BROADSHEET_…`` and a ``.env`` file."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """The settings of an installation. Each is documented in ``docs/reference/settings.md``."""

    model_config = SettingsConfigDict(
        env_prefix="BROADSHEET_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Field(
        default=Path("newsroom"), description="Folder of the newsroom: database, media, secrets."
    )
    address: str = Field(
        default="http://127.0.0.1:8000",
        description="Where readers reach the site: scheme and host, no path.",
    )
    hosts: str = Field(
        default="", description="Further host names that may be asked for, with commas between."
    )
    database_url: str = Field(
        default="", description="postgres://… instead of SQLite in the newsroom's folder."
    )
    email_url: str = Field(
        default="",
        description="smtp://user:password@host:587 to send mail; without it, mail goes to files.",
    )
    email_from: str = Field(default="newsroom@localhost", description="Sender of our mail.")
    debug: bool = Field(default=False, description="Show errors in full. Never on a public site.")
    secret_key: str = Field(
        default="", description="Key for sessions; made and kept in the newsroom's folder if empty."
    )
    behind_proxy: bool = Field(
        default=False, description="Trust X-Forwarded-Proto from the server in front."
    )

    @field_validator("address")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value.rstrip("/"))
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise ValueError("give scheme and host only, e.g. https://news.example.org")
        return value.rstrip("/")

    @property
    def host_names(self) -> list[str]:
        """Every host name that requests may be addressed to."""
        own = urlsplit(self.address).hostname or "localhost"
        named = [name.strip() for name in self.hosts.split(",") if name.strip()]
        return [own, "localhost", "127.0.0.1", "[::1]", *named]

    def key(self) -> str:
        """The secret key: the one that was set, or one made once and kept (mode 0600)."""
        if self.secret_key:
            return self.secret_key
        kept = self.home / "secret.key"
        if not kept.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(50))
        return kept.read_text().strip()
