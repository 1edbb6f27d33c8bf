"""nginx and Caddy from Debian's packages, with the configuration that we write for them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from broadsheet.config.in_front.configuring import InFront
from broadsheet.config.processes import reserve_port
from tests.edge.running import FACTS, HEADERS, Got, Reader, eventually

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
NGINX = """
load_module {module};
{user}
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    # As Debian's own nginx.conf has it.
    gzip on;
    include {folder}/broadsheet.conf;
}}
"""
#: For a look at the configuration only.
NGINX_ALONE = f"""
load_module {BROTLI};
pid {{folder}}/pid;
error_log stderr;
events {{{{ }}}}
http {{{{ access_log off; include {{folder}}/broadsheet.conf; }}}}
"""
CADDY = """{
	admin off
	auto_https off
	log {
		level ERROR
	}
}

"""


@dataclass
class Server:
    """A server in front of an edge; ``home`` is the newsroom's folder."""

    name: str
    home: Path
    folder: Path
    edge_port: int
    port: int = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        with reserve_port() as kept:
            self.port = kept.getsockname()[1]
        self.begin()

    def begin(self) -> None:
        """Start, and return when it answers."""
        self.folder.mkdir(exist_ok=True)
        for_us = InFront(
            home=self.home,
            address="http://news.test",
            facts=FACTS,
            headers=HEADERS,
            edge=f"127.0.0.1:{self.edge_port}",
            listen=f"127.0.0.1:{self.port}",
        )
        command = self._nginx(for_us) if self.name == "nginx" else self._caddy(for_us)
        # Keys, certificates and settings of whoever runs the tests are none of theirs.
        own = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        own |= {"XDG_CONFIG_HOME": str(self.folder)}
        self.process = subprocess.Popen(command, env={**os.environ, **own})
        eventually(self.answers)

    def answers(self) -> bool:
        """Whether it takes connections."""
        assert self.process.poll() is None, f"{self.name} ended"
        try:
            Reader(self.port).socket.close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def again(self) -> None:
        """Stop and start: everything is read anew."""
        self.stop()
        self.begin()

    def get(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Got:
        """One request on a connection of its own; the path may be written as readers do."""
        with Reader(self.port) as reader:
            return reader.get(spelled(path), method, body, **headers)

    def _nginx(self, for_us: InFront) -> list[str]:
        (self.folder / "broadsheet.conf").write_text(for_us.nginx())
        (self.folder / "nginx.conf").write_text(
            NGINX.format(
                module=BROTLI,
                folder=self.folder,
                user="user root;" if os.geteuid() == 0 else "",
            )
        )
        return ["nginx", "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"]

    def _caddy(self, for_us: InFront) -> list[str]:
        file = self.folder / "Caddyfile"
        file.write_text(CADDY + for_us.caddy())
        return ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]


def spelled(path: str) -> str:
    """Percent-encoded where it is not ASCII."""
    return quote(path, safe="".join(map(chr, range(33, 127))))


def lacking(name: str) -> str:
    """The Debian packages that a server needs and that are not here, or nothing."""
    wanted: dict[str, Callable[[], bool]] = {
        "nginx": lambda: bool(shutil.which("nginx")),
        "caddy": lambda: bool(shutil.which("caddy")),
    }
    missing = [] if wanted[name]() else [name]
    if name == "nginx" and not BROTLI.exists():
        missing.append("libnginx-mod-http-brotli-static")
    return " ".join(missing)
