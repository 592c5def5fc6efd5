"""`endpoint`: is what you publish right, safe, and readable by everyone's client?"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from jwk_adapters.bundled import BUNDLED
from jwk_conformance.baseline import load
from jwk_conformance.command.ending import USAGE, end, plain_errors
from jwk_conformance.command.page import written
from jwk_conformance.endpoint.check.registry import LEVELS, Level
from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.clients import Clients
from jwk_conformance.endpoint.run import Plan
from jwk_conformance.endpoint.run import run as stream
from jwk_conformance.endpoint.terminal import Terminal
from jwk_conformance.endpoint.watch import Pace
from jwk_conformance.event import Event, Footer
from jwk_conformance.interrupt import follow
from jwk_conformance.launch import Launcher
from jwk_conformance.runfile import RunWriter
from jwk_conformance.terminal import say
from jwk_vectors import bundled_clauses


@click.command()
@click.argument("urls", nargs=-1, metavar="[NAME=]URL...")
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of endpoints, one [NAME=]URL a line; # begins a comment.",
)
@click.option("--profile", default="rfc", show_default=True, help="rfc, strict or oidc.")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="must",
    show_default=True,
    help="The least level of finding that exits with 1.",
)
@click.option(
    "--baseline",
    "known",
    type=click.Path(path_type=Path),
    help="Findings that are known: only news fails.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("endpoint.jsonl"),
    show_default=True,
    help="The run file.",
)
@click.option("--clients", is_flag=True, help="Ask all bundled libraries what they make of it.")
@click.option("--offline", is_flag=True, help="With those whose environments are built already.")
@click.option("--watch", type=float, default=0.0, help="Seconds to follow a rotation for.")
@click.option(
    "--every", type=click.FloatRange(min=1), default=30.0, help="Seconds between fetches."
)
@click.option("--html", type=click.Path(path_type=Path), help="Also write an HTML report.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Also write a step summary.")
@click.option("--sarif", type=click.Path(path_type=Path), help="Also for code hosts.")
@click.option("--junit", type=click.Path(path_type=Path), help="Also for CI systems.")
@click.option("--header", "-H", "headers", multiple=True, help='Sent along, such as "X-Key: 1".')
@click.option("--cert", type=click.Path(path_type=Path), help="A client certificate (PEM).")
@click.option("--key", type=click.Path(path_type=Path), help="Its key, if in another file.")
@click.option("--ca", type=click.Path(path_type=Path), help="Certificates to trust (PEM).")
@click.option("--insecure", is_flag=True, help="Go on whatever the certificate.")
@click.option("--proxy", default="", help="A proxy's URL. [default: that of the environment]")
@click.option("--resolve", multiple=True, help="HOST:PORT:ADDRESS, instead of DNS.")
@click.option("--allow-host", multiple=True, help="A host that may have a private address.")
@click.option("--timeout", type=float, default=10.0, show_default=True, help="Seconds a request.")
@click.option("--max-size", type=int, default=1_000_000, show_default=True, help="Octets read.")
@click.option("--max-redirects", type=int, default=5, show_default=True)
@click.option("--max-requests", type=int, default=150, show_default=True, help="To one endpoint.")
@click.option("--odd-requests", type=int, default=40, show_default=True, help="Among them.")
def endpoint(
    urls: tuple[str, ...],
    file: Path | None,
    profile: str,
    fail_on: Level,
    known: Path | None,
    output: Path,
    clients: bool,
    offline: bool,
    watch: float,
    every: float,
    html: Path | None,
    markdown: Path | None,
    sarif: Path | None,
    junit: Path | None,
    headers: tuple[str, ...],
    cert: Path | None,
    key: Path | None,
    ca: Path | None,
    insecure: bool,
    proxy: str,
    resolve: tuple[str, ...],
    allow_host: tuple[str, ...],
    timeout: float,
    max_size: int,
    max_redirects: int,
    max_requests: int,
    odd_requests: int,
) -> None:
    """Check the JWK Sets that URLs lead to.

    A URL is that of a JWK Set, of an OpenID Connect configuration, of authorization server
    metadata (RFC 8414), of a protected resource (RFC 9728), or a bare issuer.

    Exit codes: 0 nothing of the level asked for; 1 findings; 2 usage; 3 an endpoint could not be
    asked. Private members are never printed or written down.
    """
    asked = [f"{adapter.name}@latest" for adapter in BUNDLED if clients]
    with plain_errors(), Clients(asked, Launcher(say=say, offline=offline)) as libraries:
        library = bundled_clauses()
        plan = Plan(
            endpoints=_endpoints(urls, file),
            options=Options(
                timeout=timeout,
                size=max_size,
                redirects=max_redirects,
                requests=max_requests,
                variations=odd_requests,
                headers=tuple(map(_header, headers)),
                ca=str(_file(ca) or ""),
                certificate=tuple(str(one) for one in map(_file, (cert, key)) if one),
                verify=not insecure,
                proxy=proxy,
                resolve=dict(map(_resolution, resolve)),
                allowed=allow_host,
            ),
            profile=library.profile(profile),
            clauses=dict(library.clauses),
            fail_on=fail_on,
            pace=Pace(watch, every),
            clients=libraries if clients else None,
            baseline=load(known) if known else None,
            command=_without_secrets(sys.argv[1:]),
        )
        footer = _followed(stream(plan), output)
        say(f"run file: {output}")
        written(output, html=html, markdown=markdown, sarif=sarif, junit=junit)
    end(footer.exit_code, footer.reason)


def _endpoints(urls: tuple[str, ...], file: Path | None) -> list[tuple[str, str]]:
    """Name and URL of each, well-formed and each name once."""
    lines = [*urls, *(_lines(file) if file else ())]
    if not lines:
        end(USAGE, "name a URL, such as https://idp.example/.well-known/openid-configuration")
    found: dict[str, str] = {}
    for line in lines:
        name, url = _named(line)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            end(USAGE, f"{line} is no URL of https or http. Did you mean https://{line}?")
        if found.setdefault(name, url) != url:
            end(USAGE, f"two endpoints are called {name}: give each a name of its own")
    return list(found.items())


def _named(line: str) -> tuple[str, str]:
    if match := re.fullmatch(r"([\w.-]+)=(https?://.*)", line, re.I | re.S):
        return match[1], match[2]
    return line, line


def _lines(file: Path) -> Iterator[str]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        end(USAGE, f"cannot read {file}: {getattr(error, 'strerror', None) or error}.")
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) or "\n" in value:
        end(USAGE, 'a header is given as "Name: value".')
    return name, value.strip()


def _resolution(text: str) -> tuple[tuple[str, int], str]:
    match = re.fullmatch(r"([^:]+):(\d{1,5}):\[?([0-9a-fA-F:.]+)\]?", text)
    if match is None:
        end(USAGE, f"--resolve {text} is not HOST:PORT:ADDRESS, such as idp.example:443:10.0.0.7")
    return (match[1].lower(), int(match[2])), match[3]


def _file(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        end(USAGE, f"there is no file {path}.")
    return path


def _without_secrets(arguments: list[str]) -> list[str]:
    """The command line as it goes into the run file: header values left out."""
    shown, hide = [], False
    for argument in arguments:
        if hide:
            argument = argument.partition(":")[0] + ": …"
        hide = argument in ("-H", "--header")
        if argument.startswith("--header="):
            argument = argument.partition(":")[0] + ": …"
        shown.append(argument)
    return shown


def _followed(events: Generator[Event, None, None], output: Path) -> Footer:
    """Write and show every event as it comes."""
    terminal = Terminal()
    with RunWriter(output) as write:

        def hear(event: Event) -> None:
            write(event)
            terminal(event)

        footer = follow(events, hear)
    terminal.flush()
    return footer
