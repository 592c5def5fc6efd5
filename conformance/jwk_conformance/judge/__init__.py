"""Judging: evidence and expectation to verdict, verdicts to findings, pure and repeatable."""

from jwk_conformance.judge.finding import deviations
from jwk_conformance.judge.verdict import Judged, judge

__all__ = ["Judged", "deviations", "judge"]
