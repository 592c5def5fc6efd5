"""The JSON Schema of the JSON report, from its types: `python -m jwk_reports.report_schema`.

The result is committed as schemas/report.schema.json; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from jwk_conformance.event_schema import cleaned
from jwk_reports.document import Report

FILE = Path(__file__).parent / "schemas" / "report.schema.json"


def report_schema() -> dict[str, Any]:
    """The schema of a JSON report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report",
        **cleaned(msgspec.json.schema(Report)),
    }


def rendered() -> str:
    """The text of the committed file."""
    return json.dumps(report_schema(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered(), "utf-8")
