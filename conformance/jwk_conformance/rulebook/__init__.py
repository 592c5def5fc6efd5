"""The rulebook: what is wrong with a document, clause by clause.

One book serves linting, the endpoint checks, the oracle of the fuzzer and the reference
implementation. `examine` tells what a document is and every rule it breaks.
"""

from jwk_conformance.rulebook import (
    akp,
    certificate,
    common,
    ec,
    encoding,
    header,
    json_text,
    jwe,
    jwk_set,
    jws,
    jwt,
    management,
    oct,
    okp,
    parameter,
    part,
    rsa,
    use,
    value,
)
from jwk_conformance.rulebook.document import (
    Document,
    Number,
    Object,
    Place,
    lossless,
    parse,
    plain,
)
from jwk_conformance.rulebook.examine import Examined, examine, examine_token
from jwk_conformance.rulebook.jwk_set import Set
from jwk_conformance.rulebook.key import PRIVATE, PUBLIC, Key
from jwk_conformance.rulebook.rule import RULES, Broken, Rule, Violation, broken

__all__ = [
    "PRIVATE",
    "PUBLIC",
    "RULES",
    "Broken",
    "Document",
    "Examined",
    "Key",
    "Number",
    "Object",
    "Place",
    "Rule",
    "Set",
    "Violation",
    "akp",
    "broken",
    "certificate",
    "common",
    "ec",
    "encoding",
    "examine",
    "examine_token",
    "header",
    "json_text",
    "jwe",
    "jwk_set",
    "jws",
    "jwt",
    "lossless",
    "management",
    "oct",
    "okp",
    "parameter",
    "parse",
    "part",
    "plain",
    "rsa",
    "use",
    "value",
]
