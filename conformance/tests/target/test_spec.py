"""What a user may write to name a target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jwk_conformance.target.spec import (
    AdapterClass,
    Command,
    Folder,
    Installed,
    Latest,
    Release,
    TargetSpec,
    TargetSyntaxError,
    parse,
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("jwcrypto", Installed("jwcrypto")),
        ("  jwcrypto ", Installed("jwcrypto")),
        ("python-jose[cryptography]", Installed("python-jose", ("cryptography",))),
        ("jwcrypto==1.5.0", Release("jwcrypto", "1.5.0")),
        (
            "jwcrypto == 2!1.5rc1.post2.dev3+local.1",
            Release("jwcrypto", "2!1.5rc1.post2.dev3+local.1"),
        ),
        ("python-jose[cryptography]==3.3.0", Release("python-jose", "3.3.0", ("cryptography",))),
        ("a[y, x,y]==1", Release("a", "1", ("x", "y"))),
        ("joserfc@latest", Latest("joserfc")),
        ("joserfc@./latest", Folder("joserfc", "./latest")),
        ("joserfc@../joserfc", Folder("joserfc", "../joserfc")),
        ("joserfc@~/src/joserfc", Folder("joserfc", "~/src/joserfc")),
        ("joserfc[drafts]@/src/a==b@c", Folder("joserfc", "/src/a==b@c", ("drafts",))),
        ("python3.12/joserfc==1.8.0", Release("joserfc", "1.8.0", (), "python3.12")),
        ("python3.12/joserfc", Latest("joserfc", (), "python3.12")),
        ("pypy3.10/joserfc@latest", Latest("joserfc", (), "pypy3.10")),
        ("/usr/bin/python3.11/joserfc@latest", Latest("joserfc", (), "/usr/bin/python3.11")),
        ("~/py/bin/python/joserfc@latest", Latest("joserfc", (), "~/py/bin/python")),
        ("python3.12/joserfc@/a/b", Folder("joserfc", "/a/b", (), "python3.12")),
        ("py:package.module:Adapter", AdapterClass("package.module", "Adapter")),
        ("py:module:Outer.Inner", AdapterClass("module", "Outer.Inner")),
        ("cmd:node adapter.mjs", Command(("node", "adapter.mjs"))),
        ("cmd:node 'an adapter.mjs' ''", Command(("node", "an adapter.mjs", ""))),
        ("py@/src/py", Folder("py", "/src/py")),
        ("a@cmd:b", Folder("a", "cmd:b")),
    ],
)
def test_text_names_a_target(text: str, target: TargetSpec) -> None:
    assert parse(text) == target
    assert parse(str(target)) == target


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("", "it is empty", "jwcrypto"),
        ("   ", "it is empty", "jwcrypto"),
        ("jwcrypto=1.5", "'=1.5' cannot follow", "jwcrypto==VERSION"),
        ("jwcrypto>=1.5", "'>=1.5' cannot follow", "jwcrypto==VERSION"),
        ("jwcrypto===1.5", "'===1.5' cannot follow", "jwcrypto==VERSION"),
        ("jwcrypto==1.5.*", "'1.5.*' is no exact version", "jwcrypto==1.5.0"),
        ("jwcrypto==", "'' is no exact version", "jwcrypto==1.5.0"),
        ("jwcrypto==latest", "'latest' is no exact version", "jwcrypto==1.5.0"),
        ("jwcrypto@", "nothing follows the @", "jwcrypto@PATH"),
        ("jwcrypto[a", "its brackets do not pair", "python-jose[cryptography]"),
        ("jwcrypto[]", "'' is no name of an extra", "python-jose[cryptography]"),
        ("jwcrypto[a]b", "'b' cannot follow", "jwcrypto==VERSION"),
        ("==1.5", "it names no library", "jwcrypto"),
        ("-jw", "'-jw' is no name of a library", "jwcrypto"),
        ("/src/joserfc", "'/src' names no interpreter", "joserfc@/src/joserfc"),
        ("./joserfc", "'.' names no interpreter", "joserfc@./joserfc"),
        ("3.12/joserfc", "'3.12' names no interpreter", "python3.12/joserfc"),
        ("py:module", "it names no class", "py:package.module:Adapter"),
        ("py::Adapter", "it names no module", "py:package.module:Adapter"),
        ("py:a-b:Adapter", "'a-b' is no name of a module", "py:package.module:Adapter"),
        ("py:class:Adapter", "'class' is no name of a module", "py:package.module:Adapter"),
        ("cmd:", "it names no program", "cmd:node adapter.mjs"),
        ("cmd:node 'x", "cannot be split", "Quote"),
        ("cmd:\0", "NUL", "Remove"),
        ("rust:thing", "'rust:thing' is no name of a library", "cmd:PROGRAM"),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_write(text: str, what: str, hint: str) -> None:
    with pytest.raises(TargetSyntaxError) as caught:
        parse(text)
    assert caught.value.text == text
    assert what in caught.value.what
    assert hint in caught.value.hint
    assert str(caught.value) == f"target {text!r}: {caught.value.what} {caught.value.hint}"


_NAMES = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True)
_EXTRAS = st.lists(_NAMES, max_size=3).map(lambda names: tuple(sorted(set(names))))
_PYTHONS = st.none() | st.sampled_from(["python3", "python3.12", "pypy3.10", "/opt/x/python3"])
_VERSIONS = st.from_regex(
    r"([0-9]!)?[0-9]{1,3}(\.[0-9]{1,3}){0,3}(rc[0-9])?(\.post[0-9])?", fullmatch=True
)
_WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
_PATHS = _WORDS.map(str.strip).filter(lambda path: path not in {"", "latest"})
_IDENTIFIERS = st.from_regex(r"[A-Z_][A-Za-z0-9_]{0,8}", fullmatch=True).filter(
    lambda word: word not in {"None", "True", "False"}
)
_DOTTED = st.lists(_IDENTIFIERS, min_size=1, max_size=3).map(".".join)

_TARGETS = st.one_of(
    st.builds(Installed, _NAMES, _EXTRAS),
    st.builds(Latest, _NAMES, _EXTRAS, _PYTHONS),
    st.builds(Release, _NAMES, _VERSIONS, _EXTRAS, _PYTHONS),
    st.builds(Folder, _NAMES, _PATHS, _EXTRAS, _PYTHONS),
    st.builds(AdapterClass, _DOTTED, _DOTTED),
    st.builds(Command, st.tuples(_WORDS.filter(bool), _WORDS, _WORDS)),
)


@given(_TARGETS)
def test_the_text_of_a_target_names_that_target(target: TargetSpec) -> None:
    assert parse(str(target)) == target


@given(st.text(max_size=30) | st.from_regex(r"[a-z@=\[\]/:~.0-9 ]{0,20}", fullmatch=True))
def test_any_text_names_a_target_or_is_refused_with_a_hint(text: str) -> None:
    target: TargetSpec | None = None
    refused: TargetSyntaxError | None = None
    try:
        target = parse(text)
    except TargetSyntaxError as error:
        refused = error
    if target is not None:
        assert parse(str(target)) == target
    if refused is not None:
        assert refused.what
        assert refused.hint
