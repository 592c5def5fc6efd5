"""Rules on the members that every key may have: RFC 7517 sections 4.1 to 4.5."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from jwk_conformance.rulebook.algorithm import fits, known
from jwk_conformance.rulebook.curve import EC, OKP
from jwk_conformance.rulebook.json_text import repeated
from jwk_conformance.rulebook.key import PUBLIC, Key
from jwk_conformance.rulebook.rule import Violation, rule

OPERATIONS = {
    "sig": frozenset({"sign", "verify"}),
    "enc": frozenset({"encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"}),
}
"""use → the operations of key_ops that say the same (RFC 7517 sections 4.2 and 4.3)."""

PAIRS = (
    frozenset({"sign", "verify"}),
    frozenset({"encrypt", "decrypt"}),
    frozenset({"wrapKey", "unwrapKey"}),
    frozenset({"deriveKey", "deriveBits"}),
)
"""Operations that belong together; several of them in one key are unrelated otherwise."""

_CURVES: dict[str, Collection[str]] = {"EC": EC, "OKP": OKP}


@rule(
    "kty-missing",
    clauses="rfc7517-4.1-kty-present",
    advice="Name the key type: RSA, EC, OKP or oct.",
)
def kty_is_there(key: Key) -> Iterator[Violation]:
    """A JWK names its key type (RFC 7517 section 4.1).

    Without it the other members have no meaning, and a guessed meaning is a confusion of keys.
    """
    if "kty" not in key.members:
        yield Violation(key.at, "kty is missing")


@rule(
    "kty-type",
    about="kty",
    clauses="rfc7517-4.1-kty-is-a-string",
    advice="Write the key type as a string.",
)
def kty_is_a_string(key: Key) -> Iterator[Violation]:
    """The key type is a string (RFC 7517 section 4.1)."""
    if not isinstance(key.members.get("kty", ""), str):
        yield Violation(key.where("kty"), "kty is not a string")


@rule(
    "kty-spelling",
    about="kty",
    clauses="rfc7517-4.1-kty-case-sensitive",
    advice="Write RSA, EC, OKP or oct, letter by letter.",
)
def kty_is_spelt_as_registered(key: Key) -> Iterator[Violation]:
    """Key types are case-sensitive (RFC 7517 section 4.1): "ec" is none that anybody defined."""
    kty = key.string("kty")
    if kty is None or kty in PUBLIC:
        return
    for registered in PUBLIC:
        if kty.strip().lower() == registered.lower():
            yield Violation(key.where("kty"), f"kty is {kty!a}, which is not {registered!r}")


@rule(
    "kty-unknown",
    about="kty",
    clauses="rfc7517-4.1-kty-case-sensitive",
    level="note",
    advice="Readers that do not know the key type skip the key: keep another beside it.",
)
def kty_is_known(key: Key) -> Iterator[Violation]:
    """RSA, EC, OKP and oct are the key types that JOSE defines; others may be of use in private."""
    kty = key.string("kty")
    if kty is not None and not any(kty.strip().lower() == one.lower() for one in PUBLIC):
        yield Violation(key.where("kty"), f"kty {kty[:40]!a} is no key type of RFC 7518 or 8037")


@rule(
    "duplicate-member",
    clauses=("rfc7517-4-duplicate-names", "rfc7517-4-names-unique"),
    advice="Keep one of the members; have a JSON library write the document.",
)
def members_are_unique(key: Key) -> Iterator[Violation]:
    """No member stands twice in a key (RFC 7517 section 4).

    One reader takes the last and another refuses: what was checked is not what is used.
    """
    return repeated(key.members, key.at)


@rule(
    "use-type", about="use", clauses="rfc7517-4.2-use-is-a-string", advice="Write use as a string."
)
def use_is_a_string(key: Key) -> Iterator[Violation]:
    """`use` is a string (RFC 7517 section 4.2)."""
    if not isinstance(key.members.get("use", ""), str):
        yield Violation(key.where("use"), "use is not a string")


@rule(
    "use-unknown",
    about="use",
    clauses="rfc7517-4.2-other-uses",
    level="note",
    advice="Write sig or enc, unless all your readers know the other value.",
)
def use_is_known(key: Key) -> Iterator[Violation]:
    """`use` is sig or enc; other values may be used, and few readers know them (section 4.2)."""
    use = key.string("use")
    if use is not None and use not in OPERATIONS:
        yield Violation(key.where("use"), f"use {use[:40]!a} is neither sig nor enc")


@rule(
    "key-ops-type",
    about="key_ops",
    clauses="rfc7517-4.3-key-ops-is-an-array-of-strings",
    advice="Write key_ops as an array of strings.",
)
def operations_are_strings(key: Key) -> Iterator[Violation]:
    """`key_ops` is an array of strings (RFC 7517 section 4.3)."""
    operations = key.members.get("key_ops", [])
    if not isinstance(operations, list):
        yield Violation(key.where("key_ops"), "key_ops is not an array")
        return
    for position, operation in enumerate(operations):
        if not isinstance(operation, str):
            yield Violation(key.where("key_ops", position), "key_ops lists what is no string")


@rule(
    "key-ops-duplicate",
    about="key_ops",
    clauses="rfc7517-4.3-no-duplicates",
    advice="List each operation once.",
)
def operations_are_unique(key: Key) -> Iterator[Violation]:
    """No value stands twice in key_ops (RFC 7517 section 4.3; binds the document)."""
    for position, operation in _repeated(key.members.get("key_ops")):
        yield Violation(
            key.where("key_ops", position), f"{operation[:40]!a} stands twice in key_ops"
        )


def _repeated(operations: Any) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for position, operation in enumerate(operations if isinstance(operations, list) else ()):
        if isinstance(operation, str):
            if operation in seen:
                yield position, operation
            seen.add(operation)


@rule(
    "key-ops-unrelated",
    about="key_ops",
    clauses="rfc7517-4.3-unrelated-operations",
    level="should",
    advice="Make one key for each purpose.",
)
def operations_are_related(key: Key) -> Iterator[Violation]:
    """One key has one purpose: unrelated operations should not be listed (RFC 7517 section 4.3).

    sign with verify, encrypt with decrypt and wrapKey with unwrapKey are the pairs it allows.
    deriveKey with deriveBits is let pass: it does not list them, but they are hardly unrelated.
    """
    listed = {one for one in key.strings("key_ops") if any(one in pair for pair in PAIRS)}
    if listed and not any(listed <= pair for pair in PAIRS):
        yield Violation(key.where("key_ops"), f"unrelated operations: {_named(sorted(listed))}")


@rule(
    "use-with-key-ops",
    about="key_ops",
    clauses="rfc7517-4.3-not-with-use",
    level="should",
    advice="Keep use or key_ops, not both.",
)
def use_or_operations(key: Key) -> Iterator[Violation]:
    """`use` and `key_ops` should not stand together (RFC 7517 section 4.3)."""
    if "use" in key.members and "key_ops" in key.members:
        yield Violation(key.where("key_ops"), "use and key_ops stand together")


@rule(
    "use-against-key-ops",
    about="key_ops",
    clauses="rfc7517-4.3-consistent-with-use",
    advice="Have both say the same, or drop one.",
)
def use_agrees_with_operations(key: Key) -> Iterator[Violation]:
    """Where use and key_ops are both there, they say the same (RFC 7517 section 4.3).

    Otherwise it depends on the reader what the key may do.
    """
    use = key.string("use")
    if use not in OPERATIONS:
        return
    foreign = [
        one
        for one in key.strings("key_ops")
        if one not in OPERATIONS[use] and any(one in listed for listed in OPERATIONS.values())
    ]
    if foreign:
        yield Violation(key.where("key_ops"), f"use is {use!r}, key_ops has {_named(foreign)}")


@rule(
    "alg-type",
    about="alg",
    clauses=("rfc7517-4.4-alg-is-a-string", "rfc7517-4.4-alg-intended"),
    advice="Write alg as a string.",
)
def alg_is_a_string(key: Key) -> Iterator[Violation]:
    """`alg` is a string (RFC 7517 section 4.4)."""
    if not isinstance(key.members.get("alg", ""), str):
        yield Violation(key.where("alg"), "alg is not a string")


@rule(
    "alg-of-another-key-type",
    about="alg",
    clauses="rfc7517-4.4-alg-intended",
    advice="Name an algorithm that this key can be used with, or leave alg out.",
)
def alg_fits_the_key(key: Key) -> Iterator[Violation]:
    """`alg` names an algorithm that the key can serve: by kty, and by crv where it fixes one.

    A key that names an algorithm of another kind serves nobody who takes alg at its word
    (RFC 7517 section 4.4 with RFC 7518 sections 3.1 and 4.1).
    """
    alg = key.string("alg")
    if alg is None or not key.kty or not known(alg):
        return
    if key.kty in _CURVES and key.crv not in _CURVES[key.kty]:  # which a rule of its own is about
        return
    if not fits(alg, key.kty, key.crv):
        of_curve = f" on {key.crv}" if key.crv else ""
        yield Violation(
            key.where("alg"), f"{alg} does not go with a key of type {key.kty}{of_curve}"
        )


@rule(
    "kid-type", about="kid", clauses="rfc7517-4.5-kid-is-a-string", advice="Write kid as a string."
)
def kid_is_a_string(key: Key) -> Iterator[Violation]:
    """`kid` is a string (RFC 7517 section 4.5): 1 and "1" are the same to some readers only."""
    if not isinstance(key.members.get("kid", ""), str):
        yield Violation(key.where("kid"), "kid is not a string")


def _named(names: Sequence[str]) -> str:
    return ", ".join(names)
