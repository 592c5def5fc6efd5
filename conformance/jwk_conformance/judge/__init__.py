"""Judging: evidence + expectation + profile → verdict. Pure: no process, no file, no clock."""

from jwk_conformance.judge.verdict import Judged, judge

__all__ = ["Judged", "judge"]
