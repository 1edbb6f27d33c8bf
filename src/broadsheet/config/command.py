"""The ``broadsheet`` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from broadsheet import __version__
from broadsheet.config.moving_commands import (
    export_group,
    import_ghost,
    import_jsonl,
    import_newsml,
    import_wxr,
)
from broadsheet.config.opened import Trouble
from broadsheet.config.opened import one_line as _one_line
from broadsheet.config.opened import open_newsroom as _open_newsroom
from broadsheet.config.opened import read_settings as _read_settings
from broadsheet.config.wire_command import wire

if TYPE_CHECKING:
    from broadsheet.config.environment import Environment
    from broadsheet.config.in_front.configuring import InFront

Command = TypeVar("Command", bound=Callable[..., Any])

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.config.settings")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def broadsheet() -> None:
    """A complete, self-hosted, multilingual newsroom.

    Start with "broadsheet init", then "broadsheet run". Settings are environment variables that
    begin with BROADSHEET_; the newsroom's folder is BROADSHEET_HOME (./newsroom by default).
    """


broadsheet.add_command(wire)


@broadsheet.command()
@click.option("--empty", is_flag=True, help="No demo: editions, sections and menus only.")
@click.option("--bare", is_flag=True, help='Not even editions: for "import jsonl".')
@click.option("--name", default="", help="The newsroom's name, with --empty.")
def init(empty: bool, bare: bool, name: str) -> None:
    """Make a newsroom in BROADSHEET_HOME: database, static files, editions and the demo.

    Running it again changes nothing that is there; it brings the database and the static files up
    to this version. An interrupted "init" is begun anew by the next one.
    """
    from broadsheet.config.installing import InstallError, install

    _read_settings()
    try:
        install(empty=empty, name=name, bare=bare)
    except InstallError as error:
        raise Trouble(str(error)) from error


def _listening(port: int, *, envvar: str | None = None) -> Callable[[Command], Command]:
    """The options of everything that listens."""

    def add(command: Command) -> Command:
        command = click.option(
            "--port",
            type=click.IntRange(1, 65535),
            default=port,
            show_default=True,
            envvar=envvar,
            help="Port to listen on.",
        )(command)
        return click.option(
            "--host", default="127.0.0.1", show_default=True, help="Interface to listen on."
        )(command)

    return add


@broadsheet.command()
@_listening(8000, envvar="PORT")
def run(host: str, port: int) -> None:
    """Serve readers and the desk until interrupted. Needs "init" first.

    Keeps three processes running: the edge (answers readers), the desk (on a port of its own, on
    this machine only) and the worker. What dies is started again. Their ids are in run/*.pid in
    the newsroom's folder, that of this command in run/run.pid.

    SIGTERM or Ctrl-C ends all of them, politely; twice, at once. SIGHUP reloads: new processes
    stand before the old ones leave, and no reader notices.
    """
    from broadsheet.config import serving

    _serve(lambda: serving.serve(host, port))


@broadsheet.command()
@_listening(8001)
def desk(host: str, port: int) -> None:
    """Run the desk alone: the editors' screens, and pages that the edge asks for.

    Keep it on this machine, or behind a server that sets X-Forwarded-For and X-Forwarded-Proto.
    Ends after SIGTERM or Ctrl-C, when what is under way is answered.
    """
    from broadsheet.config import serving

    _serve(lambda: serving.serve_desk(host, port))


@broadsheet.command()
@_listening(8000, envvar="PORT")
@click.option(
    "--desk",
    "desk_place",
    default="127.0.0.1:8001",
    show_default=True,
    help="Host and port of the desk.",
)
def edge(host: str, port: int, desk_place: str) -> None:
    """Run the edge alone: pages to readers, from files; the desk is asked for what is missing.

    Needs neither desk nor database to start, or to go on. A new edge may start on the same port
    before the old one leaves. Ends after SIGTERM or Ctrl-C, when what is under way is answered.
    """
    from broadsheet.config import serving

    name, _, number = desk_place.rpartition(":")
    if not name or not number.isdecimal() or not 0 < int(number) < 65536:
        raise click.BadParameter("give host and port, e.g. 127.0.0.1:8001", param_hint="--desk")
    _serve(lambda: serving.serve_edge(host, port, (name.strip("[]"), int(number))))


@broadsheet.command()
def worker() -> None:
    """Run the worker alone: it presses the pages that changed, and publishes what is due.

    One works for a newsroom; a second one says so and ends. It can be stopped at any moment: what
    was published meanwhile waits in the ledger.
    """
    from broadsheet.config import serving

    _serve(serving.serve_worker)


@broadsheet.command()
def doctor() -> None:
    """Say what is wrong with an installation, and how to mend it.

    One line for each thing that is looked at: "ok", "warn" or "WRONG". Changes nothing. Exit status
    is 1 if anything is wrong; warnings alone are no failure.
    """
    from broadsheet.config.doctor import examine

    if not examine(click.echo):
        sys.exit(1)


def _serve(work: Callable[[], None]) -> None:
    from broadsheet.config.serving import ServeError

    try:
        work()
    except ServeError as error:
        raise Trouble(str(error)) from error


@broadsheet.command()
@click.argument("username")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--email", default="")
@click.option(
    "--role",
    type=click.Choice(["reporter", "editor", "chief", "translator", "owner"]),
    default="editor",
    show_default=True,
    help="An owner may do everything.",
)
def adduser(username: str, password: str, email: str, role: str) -> None:
    """Give somebody an account at the desk."""
    _open_newsroom()
    from broadsheet.desk.accounts import AccountError, add_account

    try:
        add_account(username, password, email, role)
    except AccountError as error:
        raise Trouble(str(error)) from error
    click.echo(f"{username} may now sign in as {role}.")


@broadsheet.group()
def configure() -> None:
    """Print configurations of servers that stand in front of the edge."""


def _in_front(command: Command) -> Command:
    """The options of every server in front."""
    command = click.option(
        "--listen",
        default="",
        help="Interface and port to listen on, without TLS. Else BROADSHEET_ADDRESS says it.",
    )(command)
    return click.option(
        "--edge",
        default="127.0.0.1:8000",
        show_default=True,
        help="Host and port of the edge.",
    )(command)


@configure.command("nginx")
@_in_front
@click.option("--no-brotli", is_flag=True, help="For an nginx without its module for brotli.")
def configure_nginx(edge: str, listen: str, no_brotli: bool) -> None:
    """Print a configuration for nginx: it serves the live tree, the edge what is not there.

    Made for this newsroom, with its hosts, folders and headers. What you must fill in (the
    certificate) is commented. Changes nothing.
    """
    from broadsheet.config.in_front.configuring import InFront

    _print_configuration(InFront.nginx, edge=edge, listen=listen, brotli=not no_brotli)


@configure.command("caddy")
@_in_front
def configure_caddy(edge: str, listen: str) -> None:
    """Print a Caddyfile: TLS by itself, pages from the live tree, the edge for all else.

    Made for this newsroom, with its hosts, folders and headers. Changes nothing.
    """
    from broadsheet.config.in_front.configuring import InFront

    _print_configuration(InFront.caddy, edge=edge, listen=listen)


@configure.command("varnish")
@click.option(
    "--edge", default="127.0.0.1:8000", show_default=True, help="Host and port of the edge."
)
@click.option("--purger", multiple=True, help="Address or network of the worker; may be repeated.")
@click.option(
    "--in-front", multiple=True, help="Address or network of the server with TLS; may be repeated."
)
@click.option("--tell-hits", is_flag=True, help="Say in X-Cache what came from memory.")
def configure_varnish(
    edge: str, purger: tuple[str, ...], in_front: tuple[str, ...], tell_hits: bool
) -> None:
    """Print rules for Varnish (VCL): pages by their keys, purged by the worker alone.

    --purger and --in-front are this machine where they are not given. Needs Varnish's module xkey.
    Changes nothing. Needs no database.
    """
    from broadsheet.config.in_front.varnish import VarnishError, write_vcl

    environment = _read_settings()
    try:
        written = write_vcl(
            home=environment.home.resolve(),
            address=environment.address,
            host_names=environment.host_names,
            edge=edge,
            purgers=purger,
            in_front=in_front,
            tell_hits=tell_hits,
        )
    except VarnishError as error:
        raise Trouble(str(error)) from error
    click.echo(written, nl=False)
    _warn_of_proxy(environment)


@configure.command("nginx-map")
def configure_nginx_map() -> None:
    """Write what has no file in the live tree, for nginx when the edge does not answer.

    Redirects, and the addresses of what was taken down, in in-front/nginx-map.conf in the
    newsroom's folder. nginx reads it when it is reloaded. Needs no database.
    """
    from broadsheet.config.in_front.configuring import nginx_map_file
    from broadsheet.press.nginx_map import write_nginx_map

    home = _read_settings().home.resolve()
    if not (home / "live").is_dir():
        raise Trouble(f'there is no live tree in {home}; pages are pressed under "broadsheet run"')
    file = nginx_map_file(home)
    try:
        count = write_nginx_map(home / "live", file)
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{count} addresses in {file}")


def _print_configuration(write: Callable[[InFront], str], **where: Any) -> None:
    from broadsheet.config.in_front.configuring import ConfigureError, in_front_of_this_newsroom

    environment = _read_settings()
    _open_newsroom()
    try:
        click.echo(write(in_front_of_this_newsroom(**where)), nl=False)
    except ConfigureError as error:
        raise Trouble(str(error)) from error
    _warn_of_proxy(environment)


def _warn_of_proxy(environment: Environment) -> None:
    if not environment.behind_proxy:
        click.echo(
            "broadsheet: set BROADSHEET_BEHIND_PROXY=true, or the desk takes this server for the"
            " reader",
            err=True,
        )


@broadsheet.group("import")
def import_group() -> None:
    """Bring stories in from files of other systems."""


for _command in (import_wxr, import_ghost, import_jsonl, import_newsml):
    import_group.add_command(_command)
broadsheet.add_command(export_group)


@import_group.command("ninjs")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--edition", default="", help="Edition to import into; else by each item's language.")
@click.option("--section", default="", help="Section (slug); else by the item's subjects.")
@click.option("--publish", is_flag=True, help="Publish at once; else they wait as drafts.")
def import_ninjs(path: Path, edition: str, section: str, publish: bool) -> None:
    """Import ninjs items (1.x, 2.x, 3.x) from a FILE or a FOLDER of .json files.

    An item that is there already adds nothing; a newer version of it updates its story. Prints the
    address of each story. Exit status 1 if any item could not be imported; the others still are.
    """
    _open_newsroom()
    from django.db import OperationalError

    from broadsheet.desk.importing import ImportPlan, PlanError, import_folder

    plan = ImportPlan(edition_code=edition, section_slug=section, publish=publish)
    failed = False
    try:
        for outcome in import_folder(path, plan, progress=_progress):
            failed |= outcome.failed
            click.echo(outcome.line(), err=outcome.failed)
    except PlanError as error:
        raise Trouble(str(error)) from error
    except OperationalError as error:
        raise Trouble(f"the database failed, run it again: {_one_line(error)}") from error
    sys.exit(1 if failed else 0)


def _progress(items: Any, label: str) -> Any:
    """A progress bar on a terminal; nothing where output goes to a file."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from bar


def main() -> None:
    """Entry point of the console script."""
    broadsheet(prog_name="broadsheet")


if __name__ == "__main__":
    main()
