"""The page in a real browser: every view, by keyboard, on paper, and with hostile words in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from jwk_conformance.event import (
    Change,
    ClauseRecord,
    ClientSeen,
    EndpointFinding,
    EndpointSeen,
    Event,
    Finding,
    HopRecord,
    Passed,
    Reading,
    TargetFailed,
)
from jwk_vectors.model import Answer, Step

from .browser import Chromium, Page, needs_browser, opened
from .helpers import (
    CLAUSE,
    FOOTER,
    GOOD,
    answered,
    opening,
    ordinary,
    started,
    vector,
)
from .test_changes import earlier, later
from .test_fuzz import campaign

pytestmark = needs_browser

VIEWS = ("overview", "findings", "matrix", "features", "choices", "silence", "run")
PLACES = (*(f"#{view}" for view in VIEWS), "#v/ec-short-x", f"#c/{CLAUSE.id}")
RARE = ("#releases", "#interop", "#endpoints")
HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=document.title='owned'>\u202egnp\u2066\""
)
AXE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def words(page: Page, selector: str = "main") -> str:
    return " ".join(page.inner_text(selector).split())


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def everything() -> list[Event]:
    """The ordinary run, with all that makes a view of its own."""
    *before, footer = ordinary()
    hop = HopRecord(role="JWK Set", because="given", urls=("https://a.example/keys",), status=200)
    seen = EndpointSeen(
        target="idp",
        url="https://a.example",
        path=(hop,),
        keys=1,
        names=("k1",),
        notes=("TLS",),
        timeline=(Change(at=5, added=("k2",), removed=("k1",), lifetime=60),),
    )
    remark = EndpointFinding(
        target="idp",
        check="not-kept",
        group="http",
        level="should",
        said="the set may be kept for 5 s only",
        about="",
        evidence=("Cache-Control: max-age=5",),
        advice="Let it be kept longer.",
        source="RFC 9111",
        clauses=(),
        fingerprint="idp not-kept",
    )
    reading = Reading("rejected", "ValueError: no")
    older = started("alpha==0.9", name="alpha", version="0.9")
    parties: dict[str, Any] = {"producer": "alpha", "consumer": "beta", "operation": "jws.verify"}
    return [
        *before,
        older,
        *answered("alpha==0.9", GOOD, "fail", "jwk.import was refused"),
        Passed(**parties, alg="ES256", result="read"),
        Passed(**parties, alg="PS256", result="refused", said="InvalidSignature"),
        seen,
        remark,
        ClientSeen(target="idp", client="alpha", version="1.0", set=reading, keys=(reading,)),
        footer,
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_breaks_a_rule_of_accessibility(
    tmp_path: Path, chromium: Chromium, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": AXE}}
    # The page's own policy keeps the examiner out, as it keeps out all that is not its own.
    context = {"color_scheme": scheme, "bypass_csp": True}
    for events, before, places in (
        (everything(), [], (*PLACES, *RARE)),
        (campaign(), [], ("#fuzz",)),
        (later(), earlier(), ("#changes",)),
    ):
        with opened(chromium, tmp_path, events, before=before, **context) as page:
            for place in places:
                page.evaluate("place => { location.hash = place }", place)
                page.wait_for_timeout(50)
                if place == "#matrix":
                    page.click("#open-all")
                    page.locator(".row.clause .opener").first.click()
                page.evaluate(
                    "document.querySelectorAll('details').forEach((one) => one.open = true)"
                )
                found = Axe().run(page, options=options)
                assert found.response["passes"], place
                assert found.violations_count == 0, f"{place}: {found.generate_report()}"


def test_the_examiner_finds_what_is_wrong(tmp_path: Path, chromium: Chromium) -> None:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": AXE}}
    with opened(chromium, tmp_path, ordinary(), bypass_csp=True) as page:
        page.evaluate("document.querySelector('#overview h3').style.color = '#ccc'")
        page.evaluate("document.documentElement.removeAttribute('lang')")
        found = {one["id"] for one in Axe().run(page, options=options).response["violations"]}
        assert {"color-contrast", "html-has-lang"} <= found


def test_one_view_is_shown_at_a_time_and_the_way_to_it_is_marked(
    tmp_path: Path, chromium: Chromium
) -> None:
    with opened(chromium, tmp_path, ordinary()) as page:
        assert page.locator("nav a").all_inner_texts()
        for view in VIEWS:
            page.click(f"nav a[href='#{view}']")
            page.locator(f"main > section#{view}").wait_for()  # the address changes first
            shown = page.locator("main > section:visible")
            assert [one.get_attribute("id") for one in shown.all()] == [view]
            assert page.locator("nav a[aria-current]").get_attribute("href") == f"#{view}"
            headline = page.locator(f"#{view} h2").first.inner_text()
            assert focused(page) == headline
            assert page.title().startswith(headline)


def test_the_navigation_can_be_skipped(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#choices") as page:
        page.evaluate("document.querySelector('.skip').focus()")
        assert focused(page) == "Skip to the content"
        page.keyboard.press("Enter")
        assert focused(page) == "Disagreements and choices"
        assert page.locator("#choices").is_visible()


def test_what_a_url_answers_is_shown(tmp_path: Path, chromium: Chromium) -> None:
    answer = Answer(status=503, headers=(("Retry-After", "1"),), body='{"keys":[]}')
    fetching = vector("fetching", serves={"/keys": (answer, Answer(status=0))})
    events = [*opening(fetching), started("alpha"), *answered("alpha", fetching, "pass"), FOOTER]
    with opened(chromium, tmp_path, events, "#v/fetching") as page:
        text = words(page, "#page")
    assert "/keys, answer 1 HTTP 503 Retry-After: 1" in text
    assert "/keys, answer 2 the connection is closed without an answer" in text


def test_nothing_moves_after_it_was_drawn(tmp_path: Path, chromium: Chromium) -> None:
    shifts = """() => new Promise((told) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.value)))
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => told(sum), 200);
    })"""
    for place in PLACES:
        with opened(chromium, tmp_path, ordinary(), place) as page:
            assert page.evaluate(shifts) == 0, place


def test_a_phone_shows_it_without_scrolling_sideways(tmp_path: Path, chromium: Chromium) -> None:
    size = {"width": 320, "height": 640}
    with opened(chromium, tmp_path, everything(), viewport=size) as page:
        for place in (*PLACES, *RARE):
            page.evaluate("place => { location.hash = place }", place)
            page.wait_for_timeout(50)
            page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, place


def test_the_matrix_is_filtered_by_keyboard_and_its_address_says_so(
    tmp_path: Path, chromium: Chromium
) -> None:
    with opened(chromium, tmp_path, ordinary(), "#matrix") as page:
        assert words(page, "#shown") == "4 of 4 vectors"
        page.focus("#matrix h2")
        page.keyboard.press("Tab")
        page.keyboard.type("short")
        assert words(page, "#shown") == "1 of 4 vectors"
        assert page.url.endswith("#matrix?words=short")
        for _ in "short":
            page.keyboard.press("Backspace")
        page.focus("select[name=verdict]")
        page.keyboard.type("choice")
        assert words(page, "#shown") == "1 of 4 vectors"
        assert page.url.endswith("#matrix?verdict=choice")
        address = page.url.partition("#")[2]
    with opened(chromium, tmp_path, ordinary(), f"#{address}") as page:
        assert words(page, "#shown") == "1 of 4 vectors"
        page.click("#clear")
        page.wait_for_url("**/report.html#matrix")
        assert words(page, "#shown") == "4 of 4 vectors"


def test_arrow_keys_open_the_matrix_down_to_a_vector(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#matrix") as page:
        page.locator(".row.group .opener").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".row.clause:visible").count() == 1
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        rows = page.locator(".row.vector:visible")
        assert rows.count() == 4
        told = page.locator(".row.vector", has_text="ec-short-x").locator(".cell")
        assert told.all_inner_texts() == ["fail", "pass"]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/report.html#v/*")
        assert focused(page) == "The title of ec-good"
        page.go_back()
        page.wait_for_url("**/report.html#matrix")
        assert page.locator(".row.vector:visible").count() == 4
        page.locator(".row.group .opener").focus()
        page.keyboard.press("ArrowLeft")
        assert page.locator(".row.vector:visible, .row.clause:visible").count() == 0


def test_targets_can_be_left_out_and_rows_put_in_order(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#matrix?target=1&sort=disagreement") as page:
        assert page.locator("#grid [role=columnheader]").all_inner_texts() == ["Row", "beta 1.0"]
        page.click("#open-all")
        assert page.locator(".row.clause .cell").count() == 1
    with opened(chromium, tmp_path, ordinary(), "#matrix?sort=disagreement&by=subject") as page:
        page.click("#open-all")
        names = page.locator(".row.clause .head > span:not(.quiet):not(.size)")
        assert names.all_inner_texts() == ["Malformed EC keys", "EC keys"]


def test_a_feature_that_is_there_in_part_leads_to_what_is_missing(
    tmp_path: Path, chromium: Chromium
) -> None:
    events = [
        *opening(GOOD, vector("ec-other")),
        started("alpha", kty=("EC",)),
        *answered("alpha", GOOD, "pass"),
        *answered("alpha", vector("ec-other"), "fail", "jwk.import was refused"),
        FOOTER,
    ]
    with opened(chromium, tmp_path, events, "#features") as page:
        page.click("text=partly 1/2")
        page.wait_for_url("**/report.html#matrix?*")
        assert words(page, "#shown") == "1 of 2 vectors"


def test_findings_are_picked_by_severity(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#findings") as page:
        assert words(page, "#picked") == "1 finding"
        page.select_option("#pick-severity", "interoperability")
        assert words(page, "#picked") == "0 findings"
        assert not page.locator(".found").is_visible()
        page.select_option("#pick-severity", "security")
        assert page.locator(".found").is_visible()


def test_a_vector_page_tells_everything_about_it(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#v/ec-short-x") as page:
        page.evaluate(
            "document.querySelectorAll('#page details').forEach((one) => one.open = true)"
        )
        page.get_by_text("→ ").first.wait_for()
        text = words(page, "#page")
    for told in (
        "RFC 7518 section 6.2.1.2 (MUST, must-reject): The x of an EC key has the full length",
        "a genuine signature verifies with the damaged key",
        "alpha 1.0, true finding: Section 6.2.1.2 says so.",
        "Expected: must be refused.",
        "rejected at import with ValueError, raised in lib.key.read",
        "made1 = lib.read({'kty': 'EC', 'crv': 'P-256'",
        "print(lib.verify('eyJhbGciOiJFUzI1NiJ9.aGVsbG8.c2ln', made1, ['ES256']))",
        '→ {"seq":2,"op":"jws.verify","args":{"key":{"ref":"h1"}',
        '← {"seq":2,"outcome":"accepted"}',
        "x 3 octets 00 00 00",
        '0000 7b 22 6b 74 79 22 3a 20 22 45 43 22 2c 20 22 63 {"kty": "EC", "c',
        'header { "alg": "ES256" } payload hello signature 3 octets: 73 69 67',
    ):
        assert told in text


def test_a_section_of_an_rfc_is_linked(tmp_path: Path, chromium: Chromium) -> None:
    for place in ("#v/ec-short-x", f"#c/{CLAUSE.id}"):
        with opened(chromium, tmp_path, ordinary(), place) as page:
            href = page.locator("#page a", has_text="RFC 7518 section").first.get_attribute("href")
            assert href == "https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1.2"


def test_a_clause_page_tells_who_breaks_it(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), f"#c/{CLAUSE.id}") as page:
        text = words(page, "#page")
    assert CLAUSE.paraphrase in text
    assert "Broken by 1 of 2 targets" in text
    assert "Demands of a reader must-reject" in text
    assert "Vectors about it: 4" in text


def test_code_is_copied(tmp_path: Path, chromium: Chromium) -> None:
    rights = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(chromium, tmp_path, ordinary(), "#v/ec-short-x", **rights) as page:
        page.locator("summary", has_text="Reproduce with alpha").click()
        page.locator(".copy:visible").click()
        page.get_by_text("Copied").wait_for()
        assert "made1 = lib.read(" in page.evaluate("navigator.clipboard.readText()")


def test_what_is_not_in_the_run_is_said_to_be_missing(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#v/%ff%20gone") as page:
        assert "There is no vector %ff%20gone in this run." in words(page, "#page")


def test_paper_has_no_controls_and_all_of_a_view(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, ordinary(), "#matrix") as page:
        page.click("#open-all")
        page.emulate_media(media="print")
        assert not page.locator("nav").first.is_visible()
        assert not page.locator("#filter").is_visible()
        assert page.locator(".row.clause").is_visible()
        assert (
            page.evaluate("getComputedStyle(document.getElementById('grid')).overflow") == "visible"
        )
        assert page.pdf().startswith(b"%PDF")


def test_without_scripts_all_views_stand_below_each_other(
    tmp_path: Path, chromium: Chromium
) -> None:
    with opened(chromium, tmp_path, ordinary(), java_script_enabled=False) as page:
        for view in VIEWS:
            assert page.locator(f"#{view}").is_visible()
        assert not page.locator("#filter").is_visible()
        assert "Malformed EC keys 3" in words(page, "#matrix")


def hostile_run() -> list[Event]:
    step = Step(operation="jwk.import", args={"key": HOSTILE}, expect="accept")
    bad = vector(HOSTILE, title=HOSTILE, why=HOSTILE, group=HOSTILE, steps=(step,))
    clause = msgspec.structs.replace(CLAUSE, paraphrase=HOSTILE, document=HOSTILE)
    about = {"target": HOSTILE, "fingerprint": HOSTILE, "said": HOSTILE, "vectors": (HOSTILE,)}
    return [
        *opening(bad),
        ClauseRecord(clause=clause),
        started(HOSTILE, name=HOSTILE, version=HOSTILE, kty=(HOSTILE,), backend={HOSTILE: HOSTILE}),
        TargetFailed(target="gone", what=HOSTILE, hint=HOSTILE),
        *answered(HOSTILE, bad, "fail", HOSTILE),
        Finding(kind="deviation", **about),
        Finding(kind="died", **about),
        FOOTER,
    ]


def test_hostile_words_stay_words(tmp_path: Path, chromium: Chromium) -> None:
    with opened(chromium, tmp_path, hostile_run()) as page:
        for place in (*PLACES[:-2], f"#c/{CLAUSE.id}"):
            page.evaluate("place => { location.hash = place }", place)
            page.wait_for_timeout(30)
            if place == "#matrix":
                page.click("#open-all")
                page.locator(".row.clause .opener").click()
            assert page.locator("img").count() == 0, place
            assert page.locator("script").count() == 3, place
            shown = page.inner_text("body")
            assert "\u202e" not in shown, place
            assert "\u2066" not in shown, place
            assert page.title() != "owned"
        page.evaluate("id => { location.hash = '#v/' + encodeURIComponent(id) }", HOSTILE)
        page.locator("#page h2", has_text="onerror").wait_for()
        text = page.inner_text("#page")
        assert text.count("onerror=document.title='owned'>\\u{202e}gnp\\u{2066}\"") >= 5
        assert page.locator("img").count() == 0


def test_a_message_of_a_megabyte_is_cut(tmp_path: Path, chromium: Chromium) -> None:
    key = '{"kty":"oct","k":"' + "A" * 1_000_000 + '"}'
    step = Step(operation="jwk.import", args={"key": key}, expect="accept")
    huge = vector("huge", steps=(step,))
    events = [*opening(huge), started("alpha"), *answered("alpha", huge, "fail", "z" * 1_000_000)]
    with opened(chromium, tmp_path, events, "#v/huge") as page:
        text = words(page, "#page")
        assert len(text) < 40_000
        assert "(1,000,000 characters)" in text
        assert "(1,000,020 characters)" in text


def test_json_with_a_name_twice_is_shown_as_it_is(tmp_path: Path, chromium: Chromium) -> None:
    twice = '{"kty":"oct","k":"AA","k":"BB"}'
    step = Step(operation="jwk.import", args={"key": twice}, expect="accept")
    bad = vector("twice", steps=(step,))
    events = [*opening(bad), started("alpha"), *answered("alpha", bad, "fail"), FOOTER]
    with opened(chromium, tmp_path, events, "#v/twice") as page:
        assert page.locator("#page pre").first.inner_text() == twice
