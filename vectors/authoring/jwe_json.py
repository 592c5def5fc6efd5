"""The JSON serialisations of a JWE: members, recipients, and what is authenticated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, b64, text, unb64
from authoring.forge import header
from authoring.jwe_content import flipped
from authoring.jwe_damage import WRITTEN, Case, Form
from authoring.registry import Chapter
from authoring.sealing import GCM_IV, Jwe, cek, sealed, stream, wrapped
from authoring.suite import key

ENC = "A128GCM"
OCT = key("oct-16")
WRAP = Case(OCT, "A128KW", ENC)
DIRECT = Case(OCT, "dir", ENC)
BOTH = {"alg": "A128KW", "enc": ENC}
JSON_FORMS: tuple[Form, ...] = ("flattened", "general")
UNAUTHENTIC = "Without the tag anybody on the way can change what goes with the plaintext."
DISJOINT_WHY = "Where one name stands in two headers, the one that nothing protects may win."
STRANGE = "A reader that makes something of a form that is not defined differs from all others."


def token(protected: bytes = b"", **more: Any) -> Jwe:
    """A token by A128KW; without a protected header where that is empty."""
    return sealed(ENC, protected, encrypted_key=wrapped(unb64(OCT["k"]), cek(ENC)), **more)


LENIENT = {
    "iv": token(header(**BOTH), iv=bytes(len(GCM_IV))),
    "ciphertext": token(header(**BOTH), plaintext=b""),
    "tag": token(header(**BOTH)),
}
"""Member → a token that opens without it, to a reader who takes zeros, nothing, or no look."""


def written(made: Jwe, form: Form) -> dict[str, Any]:
    """The object of a serialisation, to be changed."""
    return dict(json.loads(dict(WRITTEN)[form](made)))


def additional_data() -> Iterator[Authored]:
    """The member aad: authenticated, changed, removed, added."""
    for form in JSON_FORMS:
        with_aad, without = token(header(**BOTH), aad=b"additional"), token(header(**BOTH))
        yield WRAP.accepted(
            f"aad-{form}",
            f"Additional authenticated data ({form})",
            text(written(with_aad, form)),
            "rfc7516-5.2-aad-authenticated",
            mutation="aad added, and authenticated",
            why="Who does not authenticate it as the text says cannot read what others send.",
            form=form,
            features=("aad",),
        )
        for reason, said, document in (
            (
                "changed",
                "with one bit turned",
                {**written(with_aad, form), "aad": b64(flipped(b"additional", -1))},
            ),
            (
                "removed",
                "removed",
                {name: v for name, v in written(with_aad, form).items() if name != "aad"},
            ),
            ("added", "added", {**written(without, form), "aad": b64(b"additional")}),
        ):
            yield WRAP.refused(
                f"aad-{reason}-{form}",
                f"Additional authenticated data {said} ({form})",
                text(document),
                "rfc7516-5.2-tag-validates",
                mutation=f"aad {said}",
                why=UNAUTHENTIC,
                form=form,
                features=("aad",),
            )
        for reason, said, other in (
            ("with-a-member-more", "with a member more", header(**BOTH, cty="added")),
            ("with-white-space", "written with white space", b'{"alg":"A128KW", "enc":"A128GCM"}'),
            (
                "with-its-members-turned",
                "whose members change places",
                header(enc=ENC, alg="A128KW"),
            ),
        ):
            yield WRAP.refused(
                f"protected-{reason}-{form}",
                f"A protected header {said} ({form})",
                text({**written(without, form), "protected": b64(other)}),
                "rfc7516-5.2-tag-validates",
                mutation=f"protected header {said}, after the token was made",
                why="What is protected are the octets of the header, and not what they say.",
                form=form,
            )
        spaced = token(b'{"alg" : "A128KW", "enc" : "A128GCM"}')
        yield WRAP.accepted(
            f"protected-with-white-space-{form}",
            f"A protected header that was made with white space ({form})",
            text(written(spaced, form)),
            "rfc7516-3-whitespace",
            mutation="white space in the protected header, before the token was made",
            why="What is authenticated are the octets as sent; who writes the header anew to "
            "check them cannot read what others send.",
            form=form,
        )
        no_header = token(aad=b"additional", unprotected=BOTH)
        yield WRAP.accepted(
            f"aad-without-protected-{form}",
            f"Additional authenticated data without a protected header ({form})",
            text(written(no_header, form)),
            "rfc7516-5.2-aad-authenticated",
            mutation="no protected header; aad authenticated after a dot",
            why="The place of the protected header is empty then, and the dot stays.",
            form=form,
            features=("aad", "unprotected"),
        )


def placements() -> Iterator[Authored]:
    """alg and enc in any of the three headers, and in two of them at once."""
    alg, enc = {"alg": "A128KW"}, {"enc": ENC}
    for form in JSON_FORMS:
        for reason, said, made in (
            ("alg-shared", "alg shared, enc protected", token(header(**enc), unprotected=alg)),
            ("alg-own", "alg of the recipient, enc protected", token(header(**enc), header=alg)),
            ("enc-shared", "enc shared, alg protected", token(header(**alg), unprotected=enc)),
            ("all-shared", "both shared and unprotected", token(unprotected=BOTH)),
            ("all-own", "both of the recipient", token(header=BOTH)),
            ("apart", "alg of the recipient, enc shared", token(unprotected=enc, header=alg)),
        ):
            yield WRAP.accepted(
                f"header-{reason}-{form}",
                f"{said[0].upper()}{said[1:]} ({form})",
                text(written(made, form)),
                "rfc7516-7.2.1-header-union",
                mutation=f"header: {said}",
                why="All three are the header of a recipient; each may hold alg and enc.",
                form=form,
                features=("unprotected",),
            )
        for reason, said, made in (
            ("alg-protected-and-shared", "alg", token(header(**BOTH), unprotected=alg)),
            ("alg-protected-and-own", "alg", token(header(**BOTH), header=alg)),
            ("alg-shared-and-own", "alg", token(header(**enc), unprotected=alg, header=alg)),
            ("enc-protected-and-own", "enc", token(header(**BOTH), header=enc)),
            (
                "cty-protected-and-own",
                "cty",
                token(header(**BOTH, cty="a"), header={"cty": "b"}),
            ),
            (
                "unknown-protected-and-shared",
                "an unknown parameter",
                token(header(**BOTH, note="a"), unprotected={"note": "b"}),
            ),
        ):
            yield WRAP.refused(
                f"{reason}-{form}",
                f"{said} in two headers ({form})",
                text(written(made, form)),
                "rfc7516-5.2-header-disjoint",
                mutation=reason.replace("-", " "),
                why=DISJOINT_WHY,
                opens=made.cek,
                form=form,
                features=("unprotected",),
            )
        made = token()
        yield WRAP.refused(
            f"no-header-{form}",
            f"No header at all ({form})",
            text(written(made, form)),
            "rfc7516-7.2.1-a-header",
            mutation="protected header removed",
            why="A reader that guesses alg and enc lets an attacker choose them.",
            opens=made.cek,
            form=form,
        )


def members() -> Iterator[Authored]:
    """Members that are missing, or of another type."""
    present = {
        "iv": "rfc7516-7.2.1-iv-present",
        "ciphertext": "rfc7516-7.2.1-ciphertext-present",
        "tag": "rfc7516-7.2.1-tag-present",
    }
    made = token(header(**BOTH))
    value: Any
    for form in JSON_FORMS:
        whole = written(made, form)
        for name, clause in present.items():
            for reason, said, value in (
                ("missing", "is missing", ...),
                ("null", "is null", None),
                ("number", "is a number", 1),
                ("array", "is an array of its octets", list(unb64(whole[name]))),
            ):
                absent = value is ...
                start = written(LENIENT[name], form) if absent else whole
                document = {key: v for key, v in start.items() if key != name}
                if not absent:
                    document[name] = value
                yield WRAP.refused(
                    f"{name}-{reason}-{form}",
                    f"{name} {said} ({form})",
                    text(document),
                    clause,
                    mutation=f"{name} {said}",
                    why="Without it there is nothing to decrypt, or nothing that shows who wrote "
                    "it.",
                    opens=made.cek if absent else b"",
                    form=form,
                    severity="interoperability",
                )
        for name in ("unprotected", "header"):
            for reason, said, value in (
                ("string", "a string", b64(header(cty="a"))),
                ("array", "an array", [{"cty": "a"}]),
                ("number", "a number", 1),
            ):
                document = written(made, form)
                inner = document if form == "flattened" or name == "unprotected" else None
                target = document["recipients"][0] if inner is None else inner
                target[name] = value
                yield WRAP.refused(
                    f"{name}-{reason}-{form}",
                    f"{name} is {said} ({form})",
                    text(document),
                    "rfc7516-5.2-unprotected-is-json",
                    mutation=f"{name}: {said}",
                    why=STRANGE,
                    opens=made.cek,
                    form=form,
                    features=("unprotected",),
                    severity="interoperability",
                )
        for case, where, value in (
            ("unprotected", "unprotected", {}),
            ("aad", "aad", ""),
        ):
            yield WRAP.open(
                "empty-member",
                f"{case}-{form}",
                f"{case} is there and empty ({form})",
                text({**whole, where: value}),
                "rfc7516-7.2.1-empty-member-met",
                mutation=f"{where}: empty",
                why="Who writes it must know which readers refuse.",
                form=form,
                features=("aad",) if case == "aad" else ("unprotected",),
            )
    direct = sealed(ENC, header(alg="dir", enc=ENC), unb64(OCT["k"]))
    for form in JSON_FORMS:
        document = written(direct, form)
        (document if form == "flattened" else document["recipients"][0])["encrypted_key"] = ""
        yield DIRECT.open(
            "empty-member",
            f"encrypted-key-{form}",
            f"encrypted_key is there and empty ({form})",
            text(document),
            "rfc7516-7.2.1-empty-member-met",
            mutation="encrypted_key: empty",
            why="Who writes it must know which readers refuse.",
            form=form,
        )
        for protected in ("", "e30"):
            made = token(unprotected=BOTH, segment=protected)
            yield WRAP.open(
                "empty-member",
                f"protected-{'object' if protected else 'string'}-{form}",
                f"protected is there and holds nothing ({form})",
                text({**written(made, form), "protected": protected}),
                "rfc7516-7.2.1-empty-member-met",
                mutation=f"protected: {protected or 'an empty string'}",
                why="Who writes it must know which readers refuse.",
                form=form,
                features=("unprotected",),
            )
    for form in JSON_FORMS:
        document = {**written(token(header(**BOTH)), form), "note": 1, "urn:example:member": [{}]}
        if form == "general":
            document["recipients"][0]["note"] = {"a": None}
        yield WRAP.accepted(
            f"unknown-members-{form}",
            f"Members that nobody defined ({form})",
            text(document),
            "rfc7516-7.2.1-unknown-members",
            mutation="unknown members added",
            why="Members that are not understood are there to be ignored.",
            form=form,
        )


def recipients() -> Iterator[Authored]:
    """Several recipients, none, and an array that is none."""
    value: Any
    made = token(header(enc=ENC), header={"alg": "A128KW"})
    other = {
        "header": {"alg": "A128KW"},
        "encrypted_key": b64(wrapped(stream("another kek", 16), cek(ENC))),
    }
    unknown = {"header": {"alg": "urn:example:alg"}, "encrypted_key": "AAAA"}
    broken = {"header": {"alg": "A128KW"}, "encrypted_key": b64(bytes(24))}
    for reason, said, others in (
        ("after-another", "after one for another key", [other]),
        ("after-unknown", "after one by an unknown algorithm", [unknown]),
        ("after-broken", "after one that is damaged", [broken]),
        ("after-three", "after three of others", [other, unknown, broken]),
    ):
        yield WRAP.accepted(
            f"recipient-{reason}",
            f"A recipient {said}",
            made.general(*others),
            "rfc7516-5.2-one-of-several",
            mutation=f"recipients: {len(others)} in front",
            why="A key opens the encrypted key of one recipient only: that is normal.",
            form="general",
            features=("many-recipients", "unprotected"),
        )
    for reason, said, value in (
        ("none-opens", "of whom none has the key", [other, broken]),
        ("empty", "that are none", []),
    ):
        yield WRAP.refused(
            f"recipients-{reason}",
            f"Recipients {said}",
            text({**written(made, "general"), "recipients": value}),
            "rfc7516-5.2-recipient-validates",
            mutation=f"recipients {said}",
            why="What opens for nobody is not valid.",
            form="general",
            features=("many-recipients", "unprotected"),
        )
    direct = sealed(ENC, header(alg="dir", enc=ENC), unb64(OCT["k"]))
    yield DIRECT.refused(
        "recipients-empty-direct",
        "Recipients that are none, with all that direct encryption needs beside them",
        text({**direct.shared, "recipients": []}),
        "rfc7516-5.2-recipient-validates",
        mutation="recipients: an empty array",
        why="A reader that takes an empty array for none at all reads the flattened form, and "
        "opens what is for nobody.",
        opens=direct.cek,
        form="general",
        severity="interoperability",
    )
    inner = token(header(**BOTH))
    for reason, said, value in (
        ("object", "an object", inner.recipient),
        ("null", "null", None),
        ("string", "a string", "A128KW"),
        ("of-strings", "an array of strings", [inner.recipient["encrypted_key"]]),
        ("of-arrays", "an array of arrays", [[inner.recipient]]),
    ):
        yield WRAP.refused(
            f"recipients-{reason}",
            f"recipients is {said}",
            text({**inner.shared, "recipients": value}),
            "rfc7516-7.2.1-recipients-is-an-array",
            mutation=f"recipients: {said}",
            why=STRANGE,
            form="general",
            severity="interoperability",
        )
    both = written(inner, "general")
    for case, members in (
        ("encrypted-key", {"encrypted_key": both["recipients"][0]["encrypted_key"]}),
        ("header", {"header": {"kid": "a"}}),
    ):
        yield WRAP.open(
            "recipients-in-flattened",
            case,
            f"{case} beside recipients",
            text({**both, **members}),
            "rfc7516-7.2.2-no-recipients",
            mutation=f"{case}: also beside recipients",
            why="One reader takes the token for flattened, another for general.",
            form="general",
            features=("unprotected",),
        )
    apart = token(header(cty="text/plain"), header=BOTH)
    strange = {"header": {"alg": "A128KW", "enc": "A256GCM"}, "encrypted_key": "AAAA"}
    yield WRAP.open(
        "enc-of-recipients-differs",
        "enc",
        "Another recipient has another enc",
        apart.general(strange),
        "rfc7516-7.2.1-same-enc",
        "rfc7516-7.2.1-same-treatment",
        mutation="recipients: one with enc A256GCM in front",
        why="There is one ciphertext, so that one of the two cannot be right.",
        form="general",
        features=("many-recipients", "unprotected"),
    )


CHAPTER = Chapter(
    "jwe-json",
    "The JSON serialisations of a JWE",
    (additional_data, placements, members, recipients),
)
