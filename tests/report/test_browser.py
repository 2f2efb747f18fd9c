"""The HTML report in headless Chromium: rows in view, marks, filters, keyboard, hostile text, no request."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.model import BackTranslation, Difference, Span
from audit.report import html
from tests.report import fixture
from tests.report.browser import Driver, available, chromium, wait  # noqa: F401

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.keys import Keys  # noqa: E402

pytestmark = [pytest.mark.browser, available]

REPORT = fixture.report()
NUMBER = {id(f): i for i, f in enumerate(REPORT.findings)}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    html.write(REPORT, path, fixture.RULES, fixture.SCORING)
    return path


@pytest.fixture
def browser(chromium: Driver, page: Path) -> Driver:  # noqa: F811
    """The texts of the report, freshly opened, nothing decided."""
    chromium.get("about:blank")
    chromium.get_log("browser")
    chromium.get_log("performance")
    chromium.get(f"{page.as_uri()}#texts")
    ready(chromium)
    chromium.execute_script("localStorage.clear()")
    chromium.refresh()
    ready(chromium)
    return chromium


def ready(browser: Driver) -> None:
    wait(browser, "return document.body.dataset.ready === 'yes'")


def everything(browser: Driver, script: str) -> list[Any]:
    """Runs a script at every place of the texts; it pushes what it finds to ``out``."""
    return list(
        browser.execute_async_script(
            """
        const done = arguments[0], out = [], seen = new Set();
        const look = () => { LOOK };
        const frame = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
        (async () => {
            scrollTo(0, 0);
            for (let before = -1; ; ) {
                await frame();
                look();
                if (scrollY === before) break;
                before = scrollY;
                scrollBy({top: innerHeight, behavior: 'instant'});
            }
            done(out);
        })()""".replace("LOOK", script)
        )
    )


def cards(browser: Driver) -> list[str]:
    """Codes of the findings that are listed under all rows."""
    script = """
        for (const card of document.querySelectorAll('#feed .card')) {
            if (seen.has(card.dataset.n)) continue;
            seen.add(card.dataset.n);
            out.push(card.dataset.code);
        }"""
    return [str(code) for code in everything(browser, script)]


def rows(browser: Driver) -> list[str]:
    """The rows that are listed."""
    script = """
        for (const row of document.querySelectorAll('#feed .row'))
            if (!seen.has(row.id)) { seen.add(row.id); out.push(row.id); }"""
    return [str(name) for name in everything(browser, script)]


def choose(browser: Driver, name: str, value: str) -> None:
    """Choose an option of a list."""
    script = """
        const list = document.getElementById(arguments[0]);
        list.value = arguments[1];
        list.dispatchEvent(new Event(list.type === 'search' ? 'input' : 'change'));"""
    browser.execute_script(script, name, value)


def count(browser: Driver, many: int) -> None:
    """Wait until the number of findings shown is this."""
    total = len(REPORT.findings)
    text = f"{total} findings" if many == total else f"{many} of {total} findings"
    wait(browser, f"return document.getElementById('count').textContent === '{text}'")


def press(browser: Driver, *keys: str) -> None:
    for key in keys:
        webdriver.ActionChains(browser).send_keys(key).perform()


def test_loads_without_errors_and_asks_nothing_of_the_network(browser: Driver) -> None:
    browser.execute_script("document.querySelectorAll('summary').forEach(s => s.click())")
    time.sleep(0.3)
    assert [e for e in browser.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []
    events = [json.loads(e["message"])["message"] for e in browser.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    assert {url.split(":")[0] for url in asked} <= {"file", "about", "data"}
    assert {url.split("#")[0] for url in asked if url.startswith("file")} == {
        browser.current_url.split("#")[0]
    }


def test_the_pieces_of_every_mark_are_the_text_of_the_finding(browser: Driver) -> None:
    script = """
        for (const row of document.querySelectorAll('#feed .row')) {
            if (seen.has(row.id)) continue;
            seen.add(row.id);
            for (const mark of row.querySelectorAll('mark.m')) for (const id of mark.dataset.f.split(' '))
                out.push([Number(id), mark.textContent]);
        }"""
    found: dict[int, str] = {}
    for number, text in everything(browser, script):
        found[number] = found.get(number, "") + text
    for number, finding in enumerate(REPORT.findings):
        document = next(d.document for d in REPORT.documents if finding in d.findings)
        wanted = "".join(document.at(s) for s in sorted(finding.spans)).replace("\ud800", "\ufffd")
        assert found.get(number, "") == wanted, finding.message


def test_pieces_of_any_spans_joined_are_the_marked_text(chromium: Driver) -> None:  # noqa: F811
    part = (Path(html.__file__).parent / "data" / "page" / "marks.js").read_text("utf-8")
    dice = random.Random(5)
    cases = []
    for _ in range(400):
        text = "".join(dice.choice("ab é<&\n ") for _ in range(dice.randrange(40)))
        ends = sorted(dice.randint(0, len(text)) for _ in range(dice.choice((2, 4, 6))))
        pairs = zip(ends[::2], ends[1::2], strict=True)
        places = [{"start": a, "end": b} for a, b in pairs if a < b]
        marks = [sorted(dice.randint(0, len(text)) for _ in range(2)) for _ in range(dice.randrange(6))]
        cases.append({"text": text, "places": places, "marks": marks})
    chromium.get("about:blank")
    wrong = chromium.execute_script(
        """
        const SEVERITIES = ['critical', 'major', 'minor', 'neutral'];
        """
        + part
        + """
        const blank = (text) => text.replace(/\\s/g, '');
        return arguments[0].filter(({text, places, marks}) => {
            const made = marks.map(([start, end], n) =>
                ({start, end, first: true, finding: {n, severity: SEVERITIES[n % 4]}}));
            const cells = cellsOf(text, places, made);
            if (!places.length) return cells.length !== 0;
            const lost = (cell, k) => cell.start > places[k].start || cell.end < places[k].end;
            if (cells.some(lost)) return true;
            const joined = marks.map(() => '');
            let plain = '';
            for (const cell of cells) for (const piece of piecesOf(text, cell)) {
                plain += piece.text;
                for (const mark of piece.marks) joined[mark.finding.n] += piece.text;
                const ranks = piece.marks.map((mark) => SEVERITIES.indexOf(mark.finding.severity));
                if (ranks.some((rank, k) => k > 0 && rank < ranks[k - 1])) return true;
            }
            // Nothing but blank is left out, nothing is shown twice.
            return blank(plain) !== blank(text) || marks.some(([a, b], n) => joined[n] !== text.slice(a, b));
        })""",
        cases,
    )
    assert wrong == []


def test_hostile_text_is_text(browser: Driver) -> None:
    choose(browser, "doc", "evil")
    wait(browser, "return document.querySelectorAll('#feed .row').length > 3")
    script = """
        for (const e of document.querySelectorAll('#feed .item')) {
            if (seen.has(e.id)) continue;
            seen.add(e.id);
            for (const details of e.querySelectorAll('details')) details.open = true;
            out.push(e.textContent);
        }"""
    text = "".join(everything(browser, script))
    for hostile in (fixture.EVIL, fixture.EVIL_ATTRIBUTE, fixture.EVIL_MARKUP, fixture.BIDI, fixture.LONG):
        assert hostile in text
    assert browser.execute_script("return window.evil") is None
    assert browser.execute_script("return document.scripts.length") == 1
    every = "[...document.querySelectorAll('*')]"
    names = browser.execute_script(f"return {every}.flatMap(e => e.getAttributeNames())")
    assert names and not [name for name in names if name.startswith("on")]


def test_bidirectional_controls_do_not_turn_the_text_round(browser: Driver) -> None:
    browser.execute_script("location.hash = 'd5s2'")
    wait(browser, "return document.querySelector('#d5s2 .t') !== null")
    left = browser.execute_script("""
        const walker = document.createTreeWalker(document.querySelector('#d5s2 .t'), NodeFilter.SHOW_TEXT);
        const at = (needle) => {
            walker.currentNode = walker.root;
            while (walker.nextNode()) {
                const i = walker.currentNode.data.indexOf(needle);
                if (i < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, i);
                range.setEnd(walker.currentNode, i + 1);
                return range.getBoundingClientRect().left;
            }
        };
        return [at('txt'), at('exe'), at('isolated')]""")
    assert left == sorted(left) and len(set(left)) == 3


def test_filter_by_rule_severity_document_and_text(browser: Driver) -> None:
    total = len(REPORT.findings)
    assert len(cards(browser)) == total

    choose(browser, "rule", "NUM001")
    count(browser, 2)
    assert cards(browser) == ["NUM001", "NUM001"]
    assert rows(browser) == ["d1s1", "d3s0"]
    browser.execute_script("scrollTo(0, 0)")
    off = wait(
        browser,
        "const off = [...document.querySelectorAll('#d1s1 mark.off')].map(m => m.textContent);"
        "return off.length && off",
    )
    assert "Autorité portuaire" in off and "14" not in off
    assert browser.find_element("css selector", "#active .pill").text == "NUM001 wrong-number ×"

    browser.find_element("id", "reset").click()
    count(browser, total)

    for name in ("minor", "neutral", "major"):
        browser.find_element("css selector", f".chip.{name}").click()
    count(browser, 2)
    assert cards(browser) == ["NUM001", "EVL001"]
    assert browser.find_element("css selector", ".chip.minor").get_attribute("aria-pressed") == "false"
    browser.find_element("id", "reset").click()

    choose(browser, "doc", "column")
    count(browser, 1)
    assert cards(browser) == ["CAP001"]
    browser.find_element("id", "reset").click()

    for control, value, many in (
        ("type", "Accuracy/Omission", 2),
        ("confidence", "low", 1),
        ("languages", "en → ar", 1),
        ("decision", "accept", 0),
    ):
        choose(browser, control, value)
        count(browser, many)
        browser.find_element("id", "reset").click()
        count(browser, total)

    box = browser.find_element("id", "q")
    box.send_keys("NEWSPAPER")
    count(browser, 1)
    assert cards(browser) == ["OMI001"]
    box.clear()
    box.send_keys("no such words")
    wait(browser, "return !document.getElementById('nothing').hidden")


def test_every_value_of_a_chart_is_a_filter_and_the_score_follows(browser: Driver) -> None:
    browser.execute_script("location.hash = 'overview'")
    wait(browser, "return document.body.dataset.view === 'overview'")
    score = "return document.querySelector('.score .figure b').textContent"
    whole = browser.execute_script(score)
    browser.find_element("css selector", ".tile.critical").click()
    count(browser, 2)
    assert browser.execute_script(score) != whole
    assert "of what the filter shows" in browser.find_element("css selector", ".score .scope").text
    browser.find_element("css selector", ".tile.critical").click()
    count(browser, len(REPORT.findings))
    assert browser.execute_script(score) == whole
    for selector, many in (
        (".matrix [data-sev=major][data-value='Accuracy/Omission']", 2),
        (".bars [data-value=number]", 2),
        (".histogram [data-value='1']", 2),
    ):
        button = browser.find_element("css selector", selector)
        browser.execute_script("arguments[0].click()", button)
        count(browser, many)
        assert button.get_attribute("aria-pressed") == "true"
        browser.find_element("id", "reset").click()
        count(browser, len(REPORT.findings))


def test_the_score_of_the_page_is_the_score_of_the_record(browser: Driver) -> None:
    shown = browser.execute_script("return document.querySelector('.score .figure b').textContent")
    assert shown == f"{REPORT.score.calibrated:,.1f}"


def test_segments_with_findings_only(browser: Driver) -> None:
    browser.execute_script("document.getElementById('only').click()")
    wait(browser, "return !document.getElementById('d1s6')")
    listed = rows(browser)
    assert [name for name in listed if name.startswith("d1s")] == [f"d1s{i}" for i in range(6)]
    assert "d4s0" not in listed


def test_hovering_a_mark_explains_it(browser: Driver) -> None:
    mark = browser.find_element("css selector", "#d1s1 mark.critical")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    mark = browser.find_element("css selector", "#d1s1 mark.critical")
    webdriver.ActionChains(browser).move_to_element(mark).perform()
    wait(browser, "return !document.getElementById('pop').hidden")
    text = browser.find_element("id", "pop").get_property("textContent")
    for part in (
        "NUM001",
        "wrong-number",
        "the source says 4, the translation 14",
        "confidence 95 %",
        "Accuracy: Mistranslation",
        "will open the 14 May",
        "suggestion",
        "A wrong figure is believed",
        "GRA001",
    ):
        assert part in text, part


def test_marks_work_from_the_keyboard(browser: Driver) -> None:
    link = browser.find_element("css selector", "#d1s0 mark a")
    browser.execute_script("arguments[0].focus({focusVisible: true})", link)
    link.send_keys(Keys.ENTER)
    wait(browser, "return document.activeElement.matches('#pop .close')")
    press(browser, Keys.ESCAPE)
    wait(
        browser,
        "return document.getElementById('pop').hidden && !!document.activeElement.closest('#d1s0 mark')",
    )


def test_a_link_to_a_finding_opens_it(chromium: Driver, page: Path) -> None:  # noqa: F811
    finding = REPORT.findings[8]
    chromium.get("about:blank")
    chromium.get(f"{page.as_uri()}#f-{finding.fingerprint}")
    text = wait(chromium, "return document.querySelector('.card.here details[open]')?.textContent")
    assert finding.message in text
    box = chromium.execute_script("return document.querySelector('.card.here').getBoundingClientRect().top")
    assert 0 < box < chromium.execute_script("return innerHeight")


def test_the_table_of_documents_sorts(browser: Driver) -> None:
    browser.execute_script("location.hash = 'documents'")
    wait(browser, "return document.body.dataset.view === 'overview'")
    order = (
        "return [...document.querySelectorAll('.docs tbody tr')].map(r => Number(r.children[3].dataset.v))"
    )
    first = browser.execute_script(order)
    assert first == sorted(first) and len(first) == len(REPORT.documents)
    browser.execute_script("document.querySelector('.docs thead th:nth-child(4) button').click()")
    assert browser.execute_script(order) == first[::-1]


def test_the_summary_is_readable_with_scripts_forbidden(browser: Driver) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        body = browser.find_element("css selector", "body").text
        assert "Failed" in body and "the source says 4, the translation 14" in body
        assert "Inconsistent use of terminology" in body and "weather/ar" in body
        assert "A wrong figure is believed" in browser.page_source
        assert not browser.find_element("css selector", ".toolbar").is_displayed()
        assert not browser.find_element("id", "share").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_runs_off_the_side(browser: Driver, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for view in ("texts", "overview", "rules"):
            browser.execute_script(f"location.hash = '{view}'")
            wait(browser, f"return document.body.dataset.view === '{view}'")
            if view == "overview":
                browser.execute_script("document.getElementById('more').click()")
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, view
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_dark_where_the_reader_wants_it_dark(browser: Driver) -> None:
    colour = "return getComputedStyle(document.body).backgroundColor"
    light = browser.execute_script(colour)
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    try:
        assert browser.execute_script(colour) != light
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_texts_carry_their_language_and_direction(browser: Driver) -> None:
    browser.execute_script("location.hash = 'd3s0'")
    wait(browser, "return document.querySelector('#d3s0 .t') !== null")
    directions = browser.execute_script(
        "return [...document.querySelectorAll('#d3s0 .t')].map(t => [t.lang, getComputedStyle(t).direction])"
    )
    assert directions == [["en", "ltr"], ["ar", "rtl"]]


def test_severities_differ_without_colour(browser: Driver) -> None:
    styles = browser.execute_script("""
        return ['critical', 'major', 'minor', 'neutral'].map(s =>
            getComputedStyle(document.querySelector(`#feed mark.${s}:not(.gap) a`)).borderBottomStyle)""")
    assert styles == ["double", "solid", "dashed", "dotted"]


def test_only_rows_in_view_are_in_the_document(chromium: Driver, tmp_path: Path) -> None:  # noqa: F811
    large = fixture.large(60, 90)
    html.write(large, tmp_path / "large.html", fixture.RULES, fixture.SCORING)
    chromium.get((tmp_path / "large.html").as_uri() + "#texts")
    ready(chromium)
    most = "return document.querySelectorAll('.row').length"
    assert 5 < chromium.execute_script(most) < 60
    assert "Page 1 of 3" in chromium.find_element("id", "pages").text
    for share in (0.3, 0.9, 0.1):
        chromium.execute_script(
            f"scrollTo({{top: document.documentElement.scrollHeight * {share}, behavior: 'instant'}})"
        )
        wait(
            chromium,
            "return [...document.querySelectorAll('.row')].some(r => { const b = r.getBoundingClientRect();"
            " return b.top < innerHeight / 2 && b.bottom > innerHeight / 2 })",
        )
        assert 5 < chromium.execute_script(most) < 60
    chromium.execute_script("location.hash = 'd60s89'")
    assert wait(chromium, "return document.getElementById('d60s89') !== null")
    assert "Page 3 of 3" in chromium.find_element("id", "pages").text
    assert 1 < chromium.execute_script(most) < 60
    # Words of any page are found.
    chromium.find_element("id", "q").send_keys("article 17 dit")
    wait(chromium, "return document.getElementById('pages').hidden")
    names = chromium.execute_script("return [...document.querySelectorAll('.row')].map(r => r.id)")
    assert names and {name.split("s")[0] for name in names} == {"d18"}


def test_a_large_batch_leads_from_its_summary_to_its_parts(
    chromium: Driver,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(html, "_LARGEST", 100_000)
    monkeypatch.setattr(html, "_PART", 60_000)
    large = fixture.large(9, 400)
    parts = html.write(large, tmp_path / "report.html", fixture.RULES, fixture.SCORING)
    chromium.get((tmp_path / "report.html").as_uri())
    ready(chromium)
    total = f"{len(large.findings):,} findings"
    wait(chromium, f"return document.getElementById('count').textContent === '{total}'")
    chromium.execute_script("location.hash = 'texts'")
    links = "return [...document.querySelectorAll('#pages a')].map(a => a.getAttribute('href'))"
    assert wait(chromium, links) == [f"report-parts/{n}.html#texts" for n in range(1, len(parts) + 1)]
    chromium.execute_script("location.hash = 'd9s3'")
    wait(chromium, f"return location.pathname.endsWith('report-parts/{len(parts)}.html')")
    ready(chromium)
    assert "article-008" in wait(chromium, "return document.querySelector('.item.doc')?.textContent")
    press(chromium, "n", "a")
    wait(chromium, "return document.getElementById('progress').textContent.startsWith('1 of')")
    chromium.get((tmp_path / "report.html").as_uri())
    ready(chromium)
    wait(chromium, "return document.getElementById('progress').textContent.startsWith('1 of')")


def test_words_that_differ_from_the_back_translation_are_marked(chromium: Driver, tmp_path: Path) -> None:  # noqa: F811
    document = fixture.harbour()
    segment = document.segments[3]
    assert segment.source is not None and segment.back is not None
    source, back = document.document.at(segment.source), segment.back.text
    nobody, said = source.index("nobody"), back.index("said")
    at = segment.source.start + nobody
    changed = replace(
        segment,
        also=(BackTranslation("The anglers of the old quay.", "another engine"),),
        differences=(
            Difference("lost", Span("source", at, at + 6), None),
            Difference("changed", Span("source", at + 11, at + 15), (said, said + 4)),
        ),
    )
    segments = tuple(changed if s is segment else s for s in document.segments)
    article = replace(document.article, segments=segments)
    path = tmp_path / "report.html"
    html.write(fixture.report(replace(document, article=article)), path, fixture.RULES, fixture.SCORING)
    chromium.get(f"{path.as_uri()}#d1s3")
    ready(chromium)
    words = "return [...document.querySelectorAll('#d1s3 .w')].map(w => [w.className, w.textContent])"
    assert wait(chromium, words) == [
        ["w lost", "nobody"],
        ["w changed", source[nobody + 11 : nobody + 15]],
        ["w changed", "said"],
    ]
    assert "another engine" in chromium.find_element("css selector", "#d1s3 .back").text
    chromium.execute_script("document.getElementById('differences').click()")
    wait(chromium, "return document.querySelector('#d1s3') && !document.querySelector('#d1s3 .w')")
