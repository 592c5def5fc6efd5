"""The form of what is produced: members that must be absent where they would be empty.

Everywhere else such members are not held against a product, so that one deviation is one
failure and not one for every algorithm.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, b64, text, vector
from authoring.operation import Party, encrypt, sign
from authoring.registry import Chapter
from authoring.suite import key
from jwk_vectors.model import Check, Source

GROUP = "produced-form"
WHY = "A strict reader refuses a member that should be absent, and is right to do so."
PAYLOAD = b"what is inside does not matter here"


def signatures() -> Iterator[Authored]:
    """A JWS with no unprotected header."""
    secret = text(key("oct-32"))
    check = Check(
        kind="jws", key=secret, payload=b64(PAYLOAD), protected={"alg": "HS256"}, well_formed=True
    )
    signer = Party(key=secret, protected=text({"alg": "HS256"}))
    for form in ("flattened", "general"):
        yield vector(
            f"produced-form.jws-{form}",
            f"No empty header in a {form} JWS",
            sign([signer], PAYLOAD, form, Expected(check=check), alg="HS256"),
            group=GROUP,
            why=WHY,
            clauses=["rfc7515-7.2.1-empty-headers-absent", "rfc8259-10-conforms"],
            source=Source(document="RFC 7515", section="7.2.1"),
        )


def encryptions() -> Iterator[Authored]:
    """A JWE with no header of its recipient, with and without an encrypted key."""
    for alg, name in (("A128KW", "oct-16"), ("dir", "oct-16")):
        secret = text(key(name))
        header = {"alg": alg, "enc": "A128GCM"}
        check = Check(
            kind="jwe", key=secret, payload=b64(PAYLOAD), protected=header, well_formed=True
        )
        for form in ("flattened", "general"):
            yield vector(
                f"produced-form.jwe-{alg.lower()}-{form}",
                f"No empty member in a {form} JWE by {alg}",
                encrypt(
                    [Party(key=secret)],
                    PAYLOAD,
                    form,
                    Expected(check=check),
                    alg=alg,
                    enc="A128GCM",
                    protected=text(header),
                ),
                group=GROUP,
                why=WHY,
                clauses=["rfc7516-7.2.1-empty-members-absent", "rfc8259-10-conforms"],
                source=Source(document="RFC 7516", section="7.2.1"),
            )


CHAPTER = Chapter("produced-form", "The form of what is produced", (signatures, encryptions))
