"""Protected headers that are written in unusual ways: the text counts, and not what it says.

What is signed, or authenticated, is the header as it was received. Who writes it anew first loses
every token that another JSON writer made.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, unb64, vector
from authoring.damage import VERIFIED, source_of
from authoring.forge import flattened, general, jws
from authoring.jwe_damage import Case, Form
from authoring.registry import Chapter
from authoring.sealing import sealed
from authoring.signed_by import HS256
from authoring.suite import key

WHY = "Writers of JSON differ in blanks, order and escapes: a header written anew is another."
DIRECT = Case(key("oct-16"), "dir", "A128GCM")
SPELLED = (
    ("blanks", "blanks and line breaks", b'{"alg": "%s",\r\n "cty" : "a"%s }'),
    ("order", "members in another order", b'{"cty":"a","alg":"%s"%s}'),
    ("escapes", "characters as escapes", b'{"\\u0061lg":"%s","cty":"\\u0061"%s}'),
    ("solidus", "a solidus with a backslash", b'{"alg":"%s","cty":"a\\/b"%s}'),
)
SIGNED = {
    "blanks": ("rfc7515-3-white-space-in-json", "rfc7515-5.2-report-success"),
    "order": ("rfc7515-5.2-report-success",),
    "escapes": ("rfc8259-7-escapes", "rfc7515-5.2-report-success"),
    "solidus": ("rfc8259-7-escapes", "rfc7515-5.2-report-success"),
}
ENCRYPTED = {
    "blanks": ("rfc7516-3-whitespace", "rfc7516-5.2-output-plaintext"),
    "order": ("rfc7516-5.2-output-plaintext",),
    "escapes": ("rfc7516-5.3-string-comparison", "rfc7516-5.2-output-plaintext"),
    "solidus": ("rfc8259-7-escapes", "rfc7516-5.2-output-plaintext"),
}
FORMS: tuple[Form, ...] = ("compact", "flattened", "general")


def signed() -> Iterator[Authored]:
    """JWSs in JSON; those in the compact serialisation stand elsewhere."""
    for case, said, spelled in SPELLED:
        token = jws(HS256.key, "HS256", spelled % (b"HS256", b""))
        for form, written in (("flattened", flattened(token)), ("general", general(token))):
            yield vector(
                f"jws.header-kept-{case}-{form}",
                f"A {form} JWS with {said} in its protected header",
                HS256.verified(written, VERIFIED),
                group="tolerance",
                why=WHY,
                clauses=SIGNED[case],
                source=source_of(SIGNED[case][0]),
                derived_from=HS256.control.replace("compact", form),
                mutation=f"protected header: {said}",
                level="token",
            )


def encrypted() -> Iterator[Authored]:
    """JWEs in every serialisation."""
    for case, said, spelled in SPELLED:
        made = sealed("A128GCM", spelled % (b"dir", b',"enc":"A128GCM"'), unb64(DIRECT.jwk["k"]))
        written = {"compact": made.compact(), "flattened": made.flattened()}
        written["general"] = made.general()
        for form in FORMS:
            yield DIRECT.accepted(
                f"header-kept-{case}-{form}",
                f"A {form} JWE with {said} in its protected header",
                written[form],
                *ENCRYPTED[case],
                mutation=f"protected header: {said}",
                why=WHY,
                form=form,
            )


CHAPTER = Chapter("header-kept", "Headers as they were written", (signed, encrypted))
