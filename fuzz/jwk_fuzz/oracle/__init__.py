"""Oracles that need more than one document, or more than one answer to it: each an audit."""

from jwk_fuzz.oracle.audit import Allowance, Audit, Ground, audited
from jwk_fuzz.oracle.bomb import bombs
from jwk_fuzz.oracle.carried import state_carried_over
from jwk_fuzz.oracle.cost import instructions_obeyed
from jwk_fuzz.oracle.forged import forged_tokens
from jwk_fuzz.oracle.roundtrip import exports_read_back

__all__ = ["AUDITS", "Allowance", "Audit", "Ground", "audited"]

AUDITS: tuple[Audit, ...] = (
    Audit("exports read back", exports_read_back),
    Audit("tokens that ask for much", bombs),
    Audit("forged tokens", forged_tokens),
    Audit("state carried over", state_carried_over),
    Audit("instructions in members", instructions_obeyed),
)
"""All of them, the quick ones first."""
