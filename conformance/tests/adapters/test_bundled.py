"""The bundled adapters keep to their library, and jwcrypto's does every operation it declares."""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from jwk_adapters import base64url
from jwk_adapters.adapter import Adapter
from jwk_adapters.bundled import BUNDLED, Bundled
from jwk_adapters.operation import OPERATIONS, PAYLOAD_LENGTH, Session, offered
from jwk_adapters.worker import load

FOLDER = Path(sys.modules["jwk_adapters.bundled"].__path__[0])
LIBRARY = {
    "jwcrypto": "jwcrypto",
    "joserfc": "joserfc",
    "pyjwt": "jwt",
    "authlib": "authlib",
    "python_jose": "jose",
    "clasp_jwt": "clasp",
    "cryptojwt": "cryptojwt",
    "jwskate": "jwskate",
    "josepy": "josepy",
    "pyjosers": "pyjosers",
    "oxyjwt": "oxyjwt",
    "ryjwt": "ryjwt",
    "webcrypt": "webcrypt",
    "pyjwkest": "jwkest",
    "jwt": "jwt",
    "jwk_thumbprint_pure": "jwk_thumbprint_pure",
}
TAKEN = {"josepy": {"cryptography"}}
"""Packages whose objects a library takes, so that its users import them too."""
PAYLOAD = base64url.encode(b"It was the best of times \xff")
KINDS = [
    ("RSA", None, 2048, "RS256"),
    ("EC", "P-256", None, "ES256"),
    ("EC", "P-521", None, "ES512"),
    ("OKP", "Ed25519", None, "EdDSA"),
    ("oct", None, 256, "HS256"),
]


def module_file(adapter: Bundled) -> Path:
    return FOLDER / f"{adapter.reference.partition(':')[0].rpartition('.')[2]}.py"


def imported(source: str) -> set[str]:
    """The top-level packages a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def classes(source: str) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_an_adapter_is_shorter_than_150_lines(file: Path) -> None:
    assert len(file.read_text().splitlines()) < 150


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_an_adapter_imports_its_own_library_alone(name: str) -> None:
    foreign = imported((FOLDER / f"{name}.py").read_text()) - sys.stdlib_module_names
    assert foreign == {"jwk_adapters", LIBRARY[name]} | TAKEN.get(name, set())


def test_every_adapter_module_is_in_the_table() -> None:
    assert {module_file(adapter).stem for adapter in BUNDLED} == set(LIBRARY)
    assert {file.stem for file in FOLDER.glob("*.py")} == {"__init__", *LIBRARY}


@pytest.mark.parametrize("adapter", BUNDLED, ids=lambda adapter: adapter.name)
def test_every_reference_names_an_adapter_class_of_its_module(adapter: Bundled) -> None:
    found = classes(module_file(adapter).read_text())[adapter.reference.partition(":")[2]]
    assert [base.id for base in found.bases if isinstance(base, ast.Name)] == ["Adapter"]


def test_the_table_imports_no_library() -> None:
    assert imported((FOLDER / "__init__.py").read_text()) == {"typing"}


def test_an_operation_that_is_excepted_altogether_is_not_offered() -> None:
    class Thumbprints(Adapter):
        exceptions = ({"operation": "jwk.import"}, {"operation": "jwk.thumbprint", "kty": "oct"})

        def jwk_import(self, key: Any) -> Any:
            return key

        def jwk_thumbprint(self, key: Any, hash: str) -> str:
            return hash

    assert offered(Thumbprints) == ["jwk.thumbprint"]


@pytest.fixture
def session() -> Session:
    (jwcrypto,) = (adapter for adapter in BUNDLED if adapter.name == "jwcrypto")
    return Session(load(jwcrypto.reference))


def done(session: Session, op: str, **args: Any) -> dict[str, Any]:
    facts, _ = OPERATIONS[op](session, args)
    return facts


def generated(session: Session, kty: str, crv: str | None, bits: int | None) -> str:
    asked = {"kty": kty, "crv": crv, "bits": bits}
    args = {name: value for name, value in asked.items() if value}
    return str(done(session, "jwk.generate", **args)["jwk"])


def public(session: Session, key: str) -> str:
    if json.loads(key)["kty"] == "oct":
        return key
    return str(done(session, "jwk.export", key=key, form="public")["jwk"])


def test_jwcrypto_offers_every_operation_but_fetching(session: Session) -> None:
    assert set(OPERATIONS) - set(offered(type(session.adapter))) == {"jwks.fetch", "jwks.verify"}


@pytest.mark.parametrize(("kty", "crv", "bits", "alg"), KINDS)
def test_jwcrypto_exports_what_it_imported(
    session: Session, kty: str, crv: str | None, bits: int | None, alg: str
) -> None:
    key = generated(session, kty, crv, bits)
    again = done(session, "jwk.export", key=key, form="private")["jwk"]
    assert json.loads(again) == json.loads(key)
    private = {"d", "p", "q", "dp", "dq", "qi"}
    if kty != "oct":
        assert not private & json.loads(public(session, key)).keys()


@pytest.mark.parametrize(("kty", "crv", "bits", "alg"), KINDS)
def test_jwcrypto_verifies_what_it_signed_compact_and_flattened(
    session: Session, kty: str, crv: str | None, bits: int | None, alg: str
) -> None:
    key = generated(session, kty, crv, bits)
    signer = {"key": key, "protected": json.dumps({"alg": alg})}
    for form in ("compact", "flattened"):
        jws = done(session, "jws.sign", signers=[signer], payload=PAYLOAD, serialisation=form)
        seen = done(
            session, "jws.verify", key=public(session, key), jws=jws["jws"], algorithms=[alg]
        )
        assert seen["payload"] == PAYLOAD


def test_jwcrypto_serves_several_signers_and_a_set(session: Session) -> None:
    keys = {alg: generated(session, kty, crv, bits) for kty, crv, bits, alg in KINDS[:2]}
    signers = [
        {"key": key, "protected": json.dumps({"alg": alg}), "header": json.dumps({"kid": alg})}
        for alg, key in keys.items()
    ]
    jws = done(session, "jws.sign", signers=signers, payload=PAYLOAD, serialisation="general")
    entries = [{**json.loads(public(session, key)), "kid": alg} for alg, key in keys.items()]
    jwks = json.dumps({"keys": entries})
    for alg in keys:
        args = {"set": jwks, "jws": jws["jws"], "algorithms": [alg]}
        assert done(session, "jws.verify", **args)["payload"] == PAYLOAD


def test_jwcrypto_verifies_detached_content(session: Session) -> None:
    key = generated(session, "oct", None, 256)
    signer = {"key": key, "protected": '{"alg":"HS256"}'}
    jws = done(session, "jws.sign", signers=[signer], payload=PAYLOAD, serialisation="compact")
    header, _, signature = jws["jws"].split(".")
    args = {"key": key, "jws": f"{header}..{signature}", "algorithms": ["HS256"]}
    assert done(session, "jws.verify", **args, detached=PAYLOAD)["payload"] == PAYLOAD


def test_jwcrypto_holds_to_the_algorithms_allowed(session: Session) -> None:
    key = generated(session, "oct", None, 512)
    signer = {"key": key, "protected": '{"alg":"HS256"}'}
    jws = done(session, "jws.sign", signers=[signer], payload=PAYLOAD, serialisation="compact")
    with pytest.raises(session.adapter.documented_errors):
        done(session, "jws.verify", key=key, jws=jws["jws"], algorithms=["HS512"])


@pytest.mark.parametrize(
    ("kty", "crv", "bits", "alg"),
    [
        ("RSA", None, 2048, "RSA-OAEP-256"),
        ("EC", "P-256", None, "ECDH-ES+A128KW"),
        ("OKP", "X25519", None, "ECDH-ES"),
        ("oct", None, 128, "A128KW"),
        ("oct", None, 256, "dir"),
    ],
)
@pytest.mark.parametrize("form", ["compact", "flattened", "general"])
def test_jwcrypto_decrypts_what_it_encrypted(
    session: Session, kty: str, crv: str | None, bits: int | None, alg: str, form: str
) -> None:
    key = generated(session, kty, crv, bits)
    aad = {} if form == "compact" else {"aad": base64url.encode(b"authenticated")}
    jwe = done(
        session,
        "jwe.encrypt",
        recipients=[{"key": public(session, key)}],
        plaintext=PAYLOAD,
        protected=json.dumps({"alg": alg, "enc": "A256GCM", "zip": "DEF"}),
        serialisation=form,
        **aad,
    )["jwe"]
    seen = done(session, "jwe.decrypt", key=key, jwe=jwe, algorithms=[alg, "A256GCM"])
    assert seen["payload"] == PAYLOAD


def test_of_a_plaintext_too_long_for_a_reply_the_beginning_is_reported(session: Session) -> None:
    key = generated(session, "oct", None, 128)
    plaintext = b"beginning" + bytes(PAYLOAD_LENGTH)
    header = json.dumps({"alg": "dir", "enc": "A128GCM", "zip": "DEF"})
    jwe = done(
        session,
        "jwe.encrypt",
        recipients=[{"key": key}],
        plaintext=base64url.encode(plaintext),
        protected=header,
        serialisation="compact",
    )["jwe"]
    seen = done(session, "jwe.decrypt", key=key, jwe=jwe, algorithms=["dir", "A128GCM"])
    assert base64url.decode(seen["payload"]) == plaintext[:PAYLOAD_LENGTH]


def test_jwcrypto_reads_the_pem_it_wrote(session: Session) -> None:
    key = generated(session, "EC", "P-384", None)
    thumbprint = done(session, "jwk.thumbprint", key=key, hash="sha-256")
    for form in ("public", "private"):
        pem = done(session, "jwk.to_pem", key=key, form=form)["pem"]
        again = done(session, "jwk.from_pem", pem=pem)["jwk"]
        assert done(session, "jwk.thumbprint", key=again, hash="sha-256") == thumbprint


def test_jwcrypto_computes_the_thumbprint_of_rfc_7638_section_3_1(session: Session) -> None:
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc"
        "_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"
        "R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF"
        "TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    key = json.dumps({"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})
    facts = done(session, "jwk.thumbprint", key=key, hash="sha-256")
    assert facts["thumbprint"] == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_jwcrypto_selects_from_a_set_and_exports_it(session: Session) -> None:
    keys = [{**json.loads(generated(session, "EC", "P-256", None)), "kid": kid} for kid in "ab"]
    jwks = json.dumps({"keys": keys})
    assert done(session, "jwks.import", set=jwks) == {}
    exported = json.loads(done(session, "jwks.export", set=jwks)["jwks"])["keys"]
    assert sorted(key["x"] for key in exported) == sorted(key["x"] for key in keys)
    assert not any("d" in key for key in exported)
    found = done(session, "jwks.select", set=jwks, kid="b")
    assert json.loads(found["jwk"])["x"] == keys[1]["x"]
    assert done(session, "jwks.select", set=jwks, kid="c") == {"found": False}


def test_jwcrypto_verifies_the_jwt_it_signed(session: Session) -> None:
    key = generated(session, "EC", "P-256", None)
    claims = {"iss": "joe", "aud": "everyone"}
    jwt = done(session, "jwt.sign", key=key, claims=json.dumps(claims), header='{"alg":"ES256"}')[
        "jwt"
    ]
    args = {"key": public(session, key), "jwt": jwt, "algorithms": ["ES256"]}
    assert json.loads(done(session, "jwt.verify", **args, expected=claims)["claims"]) == claims
    with pytest.raises(session.adapter.documented_errors):
        done(session, "jwt.verify", **args, expected={"iss": "eve"})
