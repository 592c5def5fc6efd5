"""One offline HTML page: what a person sees at once is in the markup, single outcomes are data.

Every vector, clause, message and reply stands once in a block of the page, as compressed JSON,
from which a small script writes the matrix and the pages of vectors and clauses. So the page stays
small, however many targets and vectors there are, and what matters most needs no script: without
one, all views stand below each other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jwk_conformance.runfile import Run
from jwk_reports import feature, interop
from jwk_reports.difference import difference
from jwk_reports.disagreement import disagreements
from jwk_reports.endpoint import STATE, endpoints
from jwk_reports.facet import FACETS, facets
from jwk_reports.fuzz import alone, campaigns
from jwk_reports.model import Summary, title
from jwk_reports.page_data import embedded, page_data
from jwk_reports.reason import reasons
from jwk_reports.release import families
from jwk_reports.state import KINDS, STATES
from jwk_reports.text import shortened, visible
from jwk_reports.trend import Trend, trends

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("element", "data", "matrix", "decode", "vector", "clause", "route")
"""The parts of the page's script, in the order in which they run, in one scope."""

MOST = 100
"""Clauses of disagreement that the markup lists; all are in the matrix."""


@dataclass(frozen=True)
class View:
    """A part of the page that is looked at by itself."""

    id: str
    title: str


def render(run: Run, summary: Summary, before: Run | None = None) -> str:
    """The page as text, with nothing outside itself; where there is a run before, with changes."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    told = list(trends(run, summary))
    views = list(_views(run, told, before))
    style = "\n".join((_read("page.css"), *_styles(views)))
    first, script = _read("first.js"), _joined(SCRIPTS)
    return environment.get_template("page.html.j2").render(
        run=run,
        summary=summary,
        views=views,
        endpoints=endpoints(run),
        campaigns=campaigns(run),
        features=list(feature.features(run)) if run.targets else [],
        feature_kinds=feature.KINDS,
        supports=SUPPORTS,
        feature_facets=FACET_OF,
        facets=facets(run),
        facet_labels=FACETS,
        reasons=reasons(run),
        trends=told,
        before=before,
        title=title,
        diff=difference(before, run) if before else None,
        interop=list(interop.tables(run)),
        disagreements=disagreements(run),
        positions={target: number for number, target in enumerate(run.targets)},
        outdated=_outdated(run),
        most=MOST,
        libraries=_libraries(run),
        level_state=STATE,
        states=STATES,
        kinds=KINDS,
        style=Markup(style),
        first=Markup(first),
        script=Markup(script),
        policy=Markup(_policy(style, first, script)),
        data=Markup(embedded(page_data(run, summary))),
    )


SUPPORTS: dict[feature.Support, tuple[str, str]] = {
    "yes": ("pass", "yes"),
    "partly": ("warn", "partly"),
    "fails": ("fail", "fails"),
    "no": ("unsupported", "no"),
    "untold": ("unobserved", "untold"),
}
"""Support → the state whose glyph and colour it shares, and its word."""

FACET_OF: dict[feature.Kind, str] = {
    "kty": "kty",
    "crv": "crv",
    "alg": "alg",
    "enc": "enc",
    "serialisations": "serialisation",
    "operations": "operation",
    "features": "feature",
}
"""Kind of feature → the filter of the matrix that picks its vectors."""


def _views(run: Run, told: Sequence[Trend], before: Run | None) -> Iterator[View]:
    libraries = _libraries(run)
    wanted = {
        "Overview": ("overview", libraries),
        "Findings": ("findings", libraries),
        "Changes": ("changes", before),
        "Fuzzing": ("fuzz", run.fuzzed),
        "Endpoints": ("endpoints", run.endpoints),
        "Matrix": ("matrix", libraries),
        "Features": ("features", libraries and run.targets),
        "Choices": ("choices", libraries),
        "Interoperability": ("interop", run.passed),
        "Releases": ("releases", libraries and told),
        "Not judged": ("silence", libraries and run.targets),
        "About this run": ("run", True),
    }
    yield from (View(id, title) for title, (id, there) in wanted.items() if there)


def _outdated(run: Run) -> set[str]:
    """Targets of which the run has a newer release, too."""
    return {
        target
        for family in families(run)
        for target, version in family.releases
        if version != family.releases[-1][1]
    }


def _libraries(run: Run) -> bool:
    return bool(run.targets or not run.endpoints) and not alone(run)


def _styles(views: Iterable[View]) -> Iterator[str]:
    """Rules that follow from data: which view is shown, and the glyph of each state."""
    for id in (*(view.id for view in views), "page"):
        yield f'.js[data-view="{id}"] main > #{id} {{ display: block; }}'
    for state in STATES.values():
        yield f'.cell.{state.name}::before {{ content: "{state.glyph}\\a0"; }}'
        yield f'.cell.{state.name}::before {{ content: "{state.glyph}\\a0" / ""; }}'


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _joined(names: Iterable[str]) -> str:
    parts = "\n".join(_read(f"{name}.js") for name in names)
    return f'"use strict";\n(async () => {{\n{parts}\n}})();\n'


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(shortened(value))
    return value


def _policy(style: str, *scripts: str) -> str:
    """A content security policy: only the page's own style and scripts, and no network."""

    def digest(content: str) -> str:
        hashed = hashlib.sha256(content.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(hashed).decode('ascii')}'"

    return (
        f"default-src 'none'; style-src {digest(style)}; "
        f"script-src {' '.join(map(digest, scripts))}; base-uri 'none'; form-action 'none'"
    )
