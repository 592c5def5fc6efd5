"""The comment for a pull request."""

from __future__ import annotations

from pathlib import Path

import msgspec

from jwk_conformance.event import Event, News
from jwk_conformance.runfile import read
from jwk_reports.markdown import MOST, WHOLE, render
from jwk_reports.summary import summarise
from jwk_reports.text import plain
from jwk_vectors.model import Requires, Step

from .helpers import FOOTER, GOOD, PADDED, answered, opening, ordinary, started, vector, written

SNAPSHOT = """\
## JSON Web Key conformance

4 vectors, profile rfc, 2026-03-04T05:06:07Z.

| Target | Interoperability | Strictness | Robustness | Counted apart |
|---|---|---|---|---|
| **alpha 1.0**<br>cryptography 42.0.0, OpenSSL 3.2.1 | ✓ 1 pass | ✓ 0 pass, ✗ 1 fail, ! 1 warn \
| ✗ 1 found in 1 vector | 1 choice |
| **beta 1.0**<br>cryptography 42.0.0, OpenSSL 3.2.1 | ✓ 1 pass | ✓ 1 pass \
| ✓ no findings in 4 answers | 1 unobserved, 1 choice |

**gamma==9 could not be started:** gamma==9 is not on the index. Try gamma==2.

### 1 finding

**alpha 1.0**

- **security** alpha takes an x of the wrong length (1 vector, such as `ec-short-x`, \
triaged: true finding)

### 1 robustness finding

- alpha 1.0: unexpected error, KeyError in lib.read: 'x' (1 vector)

### 1 failing vector

<details><summary>One by one</summary>

- **security** The title of ec-short-x `ec-short-x` (rfc7518-6.2.1.2-x-length)
  - alpha 1.0: jws.verify was accepted: the signature verifies (triaged: true finding)

  <details><summary>Reproduce with alpha 1.0</summary>

  ```python
  import lib

  # 1. jwk.import
  made1 = lib.read({'kty': 'EC', 'crv': 'P-256', 'x': 'AAAA', 'y': 'BBBB', 'kid': "it's"})

  # 2. jws.verify
  print(lib.verify('eyJhbGciOiJFUzI1NiJ9.aGVsbG8.c2ln', made1, ['ES256']))
  ```

  </details>


</details>

Besides: 0 disputed, 1 warned of.
"""


def comment_of(tmp_path: Path, events: list[Event]) -> str:
    return render(summarise(read(written(tmp_path / "run.jsonl", events))))


def test_an_ordinary_run_reads_as_it_should(tmp_path: Path) -> None:
    assert comment_of(tmp_path, ordinary()) == SNAPSHOT


def test_news_against_the_baseline_comes_before_the_findings(tmp_path: Path) -> None:
    one = News(kind="new", fingerprint="lib:deviation:x", said="lib is odd. Mend it")
    comment = comment_of(tmp_path, [*opening(GOOD), started("alpha"), one, FOOTER])
    assert "- **new** `lib:deviation:x`: lib is odd. Mend it\n" in comment
    assert comment.index("Not as the baseline has it") < comment.index("### 0 findings")
    assert "baseline" not in comment_of(tmp_path, ordinary())


def test_a_choice_that_is_not_always_taken_alike_says_where(tmp_path: Path) -> None:
    other = msgspec.structs.replace(
        PADDED, id="rsa", requires=Requires(operations=("jwk.import",), kty=("RSA",))
    )
    events = [
        *opening(PADDED, other),
        started("alpha"),
        *answered("alpha", PADDED, "choice", option="strict"),
        *answered("alpha", other, "choice", option="lenient"),
        FOOTER,
    ]
    comment = comment_of(tmp_path, events)
    assert "### 1 choice not always taken alike" in comment
    told = "strict on jwk.import EC; lenient on jwk.import RSA"
    assert f"- alpha 1.0: `padding-in-x`: {told}\n" in comment
    assert "taken alike" not in comment_of(tmp_path, ordinary())


def test_a_truncated_run_says_so_first(tmp_path: Path) -> None:
    comment = comment_of(tmp_path, [*opening(GOOD), started("alpha")])
    assert comment.index("**Not complete.**") < comment.index("| Target |")
    assert "cut short" in comment
    assert "No vector failed." in comment


def test_no_target_makes_no_table(tmp_path: Path) -> None:
    comment = comment_of(tmp_path, [*opening(), FOOTER])
    assert "No target was started." in comment
    assert "|" not in comment


def test_a_long_list_is_cut_so_that_a_comment_can_hold_it(tmp_path: Path) -> None:
    vectors = [vector(f"v{number}") for number in range(MOST + 7)]
    verdicts = [event for one in vectors for event in answered("alpha", one, "fail", "x" * 5000)]
    comment = comment_of(tmp_path, [*opening(*vectors), started("alpha"), *verdicts, FOOTER])
    assert "… and 7 more vectors" in comment
    assert f"### {MOST + 7} failing vectors" in comment
    assert len(comment) < 65_536


def test_foreign_text_is_no_markup_no_mention_and_ends_no_cell() -> None:
    assert plain("a|b\n\n# c") == "a&#124;b &#35; c"
    assert plain("<img> @you [x](y) `z`") == "&#60;img&#62; &#64;you &#91;x&#93;(y) &#96;z&#96;"
    assert plain("http://a.b www.c") == "http&#58;//a.b www&#46;c"
    assert plain("a\u202eb") == "a&#92;u&#123;202e&#125;b"


def test_a_hostile_id_cannot_leave_its_code_span(tmp_path: Path) -> None:
    bad = vector("a`<b>\n# c", severity="security")
    events = [*opening(bad), started("alpha"), *answered("alpha", bad, "fail", "s"), FOOTER]
    assert "`a'<b> # c`" in comment_of(tmp_path, events)


def test_code_with_backquotes_cannot_leave_its_fence(tmp_path: Path) -> None:
    bad = vector("v", steps=(Step(operation="jwk.import", args={"key": "```"}, expect="accept"),))
    events = [*opening(bad), started("alpha"), *answered("alpha", bad, "fail", "s"), FOOTER]
    assert "\n  ````python\n  import lib\n\n  made = lib.read('```')\n  ````\n" in comment_of(
        tmp_path, events
    )


def test_reproductions_fill_a_comment_and_no_more(tmp_path: Path) -> None:
    step = Step(operation="jwk.import", args={"key": "x" * 4000}, expect="accept")
    vectors = [vector(f"v{number}", steps=(step,)) for number in range(MOST)]
    verdicts = [event for one in vectors for event in answered("alpha", one, "fail", "s")]
    comment = comment_of(tmp_path, [*opening(*vectors), started("alpha"), *verdicts, FOOTER])
    assert 5 < comment.count("Reproduce with") < MOST
    assert len(comment) <= WHOLE
