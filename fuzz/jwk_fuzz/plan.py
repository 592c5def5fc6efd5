"""What a campaign is to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jwk_conformance.baseline import Baseline
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.process import Launch
from jwk_fuzz.minimise import Budget
from jwk_fuzz.oracle import Allowance, Audit
from jwk_fuzz.own import Own
from jwk_fuzz.phase import PHASES, Phase, Shard
from jwk_fuzz.systematic import Selection
from jwk_vectors import Library


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a campaign is to do."""

    targets: Sequence[str]
    launch: Callable[[str], Launch]
    """Makes a target ready. Raises CannotLaunch."""
    library: Library
    limits: Limits = field(default_factory=Limits)
    documents: int | None = None
    """That a target is asked about at most; None: as many as the time allows."""
    seconds: float = 300.0
    """That a target is asked for at most, after its hello."""
    selection: Selection = field(default_factory=Selection)
    first_use: bool = True
    """Whether accepted keys are put to use; without, only what a benchmark measures is asked."""
    seed: int = 0
    """What chance is derived from."""
    database: Path | None = None
    """The folder for plans that found something; None: nothing is kept."""
    shard: Shard = field(default_factory=Shard)
    phases: Sequence[Phase] = PHASES
    minimise: Budget = field(default_factory=Budget)
    """What making examples simpler may cost."""
    own: Own | None = None
    """The user's own keys, to fuzz around."""
    replays: Path | None = None
    """The folder whose replay files are asked again first."""
    baseline: Baseline | None = None
    """What is known: only news fails."""
    audits: Sequence[Audit] = ()
    """Questions that need more than one document, after the phases."""
    auditing: Allowance = field(default_factory=Allowance)
    """What they may cost."""
    compare: bool = False
    """Whether the answers of several targets to the same documents are compared."""
    command: Sequence[str] = ()
