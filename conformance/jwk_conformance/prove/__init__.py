"""The proof that the vectors bite: a reader that ignores a rule is caught by a vector about it.

The reader is the reference with that rule switched off, a *mutant*.
"""

from jwk_conformance.prove.declared import Declared, DeclaredError, declarations
from jwk_conformance.prove.mutant import Baseline, Mutant, baseline, mutants
from jwk_conformance.prove.pair import Pairs, pairs

__all__ = [
    "Baseline",
    "Declared",
    "DeclaredError",
    "Mutant",
    "Pairs",
    "baseline",
    "declarations",
    "mutants",
    "pairs",
]
