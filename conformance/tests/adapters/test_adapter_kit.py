"""`adapter check` tells an author what is wrong with a declaration, and with snippets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jwk_conformance.adapter_kit import Remark, examine
from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.session import Session
from jwk_conformance.launch import Launcher
from jwk_vectors import bundled

JWCRYPTO = "from jwk_adapters.bundled.jwcrypto import Jwcrypto\nclass Changed(Jwcrypto):\n"


def remarks(folder: Path, source: str) -> list[Remark]:
    """What is said of the adapter Changed in this source."""
    (folder / "changed.py").write_text(source)
    here = Launcher(say=lambda line: None)("py:changed:Changed")
    launch = replace(here, argv=(*here.argv[:-1], str(folder)))
    with Session(launch, Limits()) as session:
        return list(examine(session, bundled()))


def test_what_has_no_snippet_is_named(tmp_path: Path) -> None:
    source = (
        f"{JWCRYPTO}    snippets = {{name: text for name, text in Jwcrypto.snippets.items()\n"
        "        if name not in ('jws.sign json', 'jwks.select')}\n"
    )
    said = [one.said for one in remarks(tmp_path, source) if "snippet" in one.said]
    assert [one.partition(":")[0] for one in said] == [
        "no snippet for jwks.select",
        "no snippet for jwks.select set",
        "no snippet for jws.sign flattened",
        "no snippet for jws.sign general many",
    ]


def test_an_exception_that_nothing_matches_is_named(tmp_path: Path) -> None:
    source = (
        f"{JWCRYPTO}    exceptions = (*Jwcrypto.exceptions,\n"
        "        {'operation': 'jwk.export', 'kty': 'oct', 'form': 'public'})\n"
    )
    (said,) = (one.said for one in remarks(tmp_path, source) if "exception" in one.said)
    assert "names form, so that nothing matches it" in said


def test_a_placeholder_that_stands_for_nothing_is_named(tmp_path: Path) -> None:
    wrong = "'jwk.thumbprint': 'print({key}.f({wanted}))'"
    source = f"{JWCRYPTO}    snippets = {{**Jwcrypto.snippets, {wrong}}}\n"
    (fault,) = (one for one in remarks(tmp_path, source) if one.weight == "fault")
    assert "the snippet for jwk.thumbprint has {wanted}, which stands for nothing" in fault.said


def test_that_the_library_is_absent_is_said_once(tmp_path: Path) -> None:
    source = (
        "from jwk_adapters import Adapter\n"
        "class Changed(Adapter):\n"
        "    distribution = 'absent-library'\n"
        "    kty = ('RSA',)\n"
        "    def jwk_import(self, key):\n"
        "        import absent_library\n"
    )
    (fault,) = (one for one in remarks(tmp_path, source) if one.controls)
    assert fault.weight == "fault"
    assert fault.said.startswith("not installed in the interpreter")
    assert "absent_library" in fault.said
