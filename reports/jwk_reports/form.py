"""The forms of a report, each imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jwk_conformance.runfile import Run
from jwk_reports.model import Summary


def rendered(form: str, run: Run, summary: Summary, before: Run | None = None) -> str:
    """A page in one form, by the name of its option; HTML tells what changed since a run before."""
    return _html(run, summary, before) if form == "html" else FORMS[form](run, summary)


def _html(run: Run, summary: Summary, before: Run | None = None) -> str:
    from jwk_reports.html import render

    return render(run, summary, before)


def _markdown(run: Run, summary: Summary) -> str:
    from jwk_reports import fuzz
    from jwk_reports.endpoint import endpoints
    from jwk_reports.markdown import render

    if fuzz.alone(run):
        return fuzz.page(run, summary)
    page = render(summary, endpoints(run))
    told = "\n".join(fuzz.markdown(fuzz.campaigns(run), summary.labels))
    return f"{page}\n### Fuzzing\n\n{told}\n" if told else page


def _sarif(run: Run, summary: Summary) -> str:
    from jwk_reports.sarif import render

    return render(run)


def _junit(run: Run, summary: Summary) -> str:
    from jwk_reports.junit import render

    return render(run)


def _json(run: Run, summary: Summary) -> str:
    from jwk_reports.document import document, encode

    return encode(document(run, summary))


FORMS: Mapping[str, Callable[[Run, Summary], str]] = {
    "html": _html,
    "markdown": _markdown,
    "sarif": _sarif,
    "junit": _junit,
    "json": _json,
}
"""Option → what makes its page."""
