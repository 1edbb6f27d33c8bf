"""Everything an installation can set, in one typed place: ``BROADSHEET_…`` and a ``.env`` file."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from broadsheet.press.caches import read_caches


class SettingsError(Exception):
    """Which setting cannot be used, and why, in one line."""


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
        default="",
        repr=False,
        description="postgres://… instead of SQLite in the newsroom's folder.",
    )
    redis_url: str = Field(
        default="",
        repr=False,
        description="redis://… or valkey's, over which edges on other machines hear what happens.",
    )
    email_url: str = Field(
        default="",
        repr=False,
        description="smtp://user:password@host:587 to send mail; without it, mail goes to files.",
    )
    email_from: str = Field(default="newsroom@localhost", description="Sender of our mail.")
    debug: bool = Field(default=False, description="Show errors in full. Never on a public site.")
    secret_key: str = Field(
        default="",
        repr=False,
        description="Key for sessions; made and kept in the newsroom's folder if empty.",
    )
    behind_proxy: bool = Field(
        default=False,
        description="Trust X-Forwarded-Proto and X-Forwarded-For from the server in front.",
    )
    desk_port: int = Field(
        default=0, ge=0, le=65535, description="Port of the desk on the loopback; 0: a free one."
    )
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Port of the edge's /metrics on the loopback."
    )
    cache_megabytes: int = Field(
        default=64, ge=1, le=1_000_000, description="Memory for pages, of one edge."
    )

    private_streams: bool = Field(
        default=False,
        description="Streams of the channel may be inside our own network, and without TLS.",
    )
    ffmpeg: str = Field(
        default="ffmpeg",
        description="The program that makes renditions of clips; empty: none are made.",
    )
    purge: str = Field(
        default="", repr=False, description="Caches further out that are told which pages changed."
    )

    wire_private_hosts: str = Field(
        default="",
        description="Hosts of the own network that the wire may ask: names, or name:port.",
    )

    wire_days: int = Field(
        default=90,
        ge=0,
        le=36_500,
        description="Days that items of the wire and their files are kept; 0: for ever.",
    )

    @field_validator("wire_private_hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        if value:
            # Read only where it is needed: every command would start later.
            from broadsheet.wire.transports.public_addresses import PrivateHosts

            PrivateHosts.read(value)
        return value

    @field_validator("purge")
    @classmethod
    def _are_caches(cls, value: str) -> str:
        read_caches(value)
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_a_redis(cls, value: str) -> str:
        # Read only where it is needed: every command would start later.
        from broadsheet.kit.event_feed import is_redis_url

        # What is wrong with it is not repeated: the password may be in it.
        if value and not is_redis_url(value):
            raise ValueError("give redis://user:password@host:6379/0, rediss://… or unix:///…")
        return value

    @field_validator("address")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        value = value.rstrip("/")
        if not _is_origin(value):
            raise ValueError("give scheme and host only, e.g. https://news.example.org")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        # What is wrong with it is not repeated: the password is in it.
        try:
            parsed = dj_database_url.parse(value) if value else None
        except ValueError:
            parsed = {}
        if parsed is not None and not _is_postgres(parsed):
            raise ValueError("give postgres://user:password@host:5432/name, or leave it out")
        return value

    @property
    def host_names(self) -> list[str]:
        """Every host name that requests may be addressed to."""
        own = urlsplit(self.address).hostname or "localhost"
        named = [name.strip() for name in self.hosts.split(",") if name.strip()]
        return [own, "localhost", "127.0.0.1", "[::1]", *named]

    @property
    def founded(self) -> bool:
        """Whether there is a newsroom in its folder: "init" has come to its end there."""
        return (self.home / "version.json").exists()

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


def read_environment() -> Environment:
    """The settings of this process. Raises SettingsError for one that cannot be used."""
    try:
        return Environment()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(("broadsheet", *map(str, first["loc"]))).upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from error


def _is_postgres(database: Mapping[str, Any]) -> bool:
    return bool(database.get("NAME")) and database["ENGINE"] == "django.db.backends.postgresql"


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
        usable = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = not (parts.path or parts.query or parts.fragment or parts.username)
    spaced = any(each.isspace() for each in address)
    return parts.scheme in {"http", "https"} and bool(host) and usable and plain and not spaced
