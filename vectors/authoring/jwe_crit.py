"""Critical extensions of a JWE: wherever they stand in the list, and in every serialisation."""

from __future__ import annotations

import json
from collections.abc import Iterator

from authoring.build import Authored, text
from authoring.forge import header
from authoring.jwe_damage import Form
from authoring.jwe_header import DIRECT, UNDEFINED, direct
from authoring.registry import Chapter

UNPROTECTED = ("unprotected",)
REFUSED = "The sender asked to be refused rather than misunderstood."


def not_understood() -> Iterator[Authored]:
    """Extensions that nobody can have implemented."""
    for reason, said, marked in (
        ("after-registered", "enc and an unknown extension", {"crit": ["enc", UNDEFINED]}),
        ("null-value", "an extension that is null", {"crit": [UNDEFINED], UNDEFINED: None}),
        ("twice", "an extension twice", {"crit": [UNDEFINED, UNDEFINED]}),
    ):
        made = direct(header(alg="dir", enc="A128GCM", **{UNDEFINED: 1} | marked))
        yield DIRECT.refused(
            f"crit-{reason}",
            f"crit names {said}",
            made.compact(),
            "rfc7516-4.1.13-crit-understood",
            mutation=f"crit: {said}",
            why=REFUSED,
            opens=made.cek,
        )
    made = direct(header(alg="dir", enc="A128GCM", **{"crit": [UNDEFINED], UNDEFINED: 1}))
    outside = direct(header(alg="dir", enc="A128GCM", crit=[UNDEFINED]))
    apart = text({**json.loads(outside.flattened()), "unprotected": {UNDEFINED: 1}})
    forms: tuple[tuple[str, str, str, Form, tuple[str, ...]], ...] = (
        ("unknown-flattened", "flattened", made.flattened(), "flattened", ()),
        ("unknown-general", "general", made.general(), "general", ()),
        ("unprotected-extension", "outside of the protected", apart, "flattened", UNPROTECTED),
    )
    for reason, said, token, form, features in forms:
        yield DIRECT.refused(
            f"crit-{reason}",
            f"crit names an unknown extension, {said}",
            token,
            "rfc7516-4.1.13-crit-understood",
            mutation=f"crit: names an extension; {said}",
            why=REFUSED,
            opens=made.cek,
            features=features,
            form=form,
        )


CHAPTER = Chapter("jwe-crit", "Critical extensions of a JWE", (not_understood,))
