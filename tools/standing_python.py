"""A Python that has a newsroom's settings read, for many pieces of code: each runs in a fork of it.

To start Django takes three seconds, to fork a process that has started it none. A piece of code
finds nothing of what the one before it did. ``python -m tools.standing_python`` reads requests from
standard input, one JSON a line, and answers each with one line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class StandingPython:
    """Starts with the first piece of code; ends with ``close``."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, code: str, given: object = None) -> str:
        """What ``code`` prints; it finds ``given``, as JSON has it. Raises RuntimeError."""
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"code": code, "given": given}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the newsroom's Python has ended")
        answer = json.loads(line)
        if answer["status"]:
            raise RuntimeError(f"{code[:200]} failed:\n{answer['errors'][-4000:]}")
        return str(answer["said"])

    def close(self) -> None:
        """End it, where it has begun."""
        if self._process is not None:
            self._process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tools.standing_python"],
            env=self._environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def _serve() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), flush=True)


def _forked(asked: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os._exit(_run(asked))
        _, ended = os.waitpid(child, 0)
        said.seek(0)
        errors.seek(0)
        status = os.waitstatus_to_exitcode(ended)
        return {"status": status, "said": said.read(), "errors": errors.read()}


def _run(asked: dict[str, Any]) -> int:
    try:
        exec(asked["code"], {"__name__": "__main__", "json": json, "given": asked["given"]})
    except BaseException:  # noqa: BLE001 - whatever it is, the one who asked is told.
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    _serve()
