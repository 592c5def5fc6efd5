"""What must be public is: no secret in a public export or a thumbprint, by whatever name."""

from __future__ import annotations

import json

from jwk_conformance.judge import secret
from jwk_conformance.protocol import Fault, Observation
from jwk_vectors.model import Step

PUBLIC = ("jwk.export", "jwk.thumbprint", "jwks.export")
"""Operations whose answers anybody may see; of exports, those in the public form."""


def disclosed(step: Step, seen: Observation) -> str | None:
    """The secret member whose value stands in a public answer, in any spelling; None: none does."""
    if step.operation not in PUBLIC or step.args.get("form", "public") != "public":
        return None
    told = Fault(type="", message=json.dumps(seen.facts))
    return secret.spelt_out((step,), Observation(outcome="accepted", error=told))
