"""The HTML report in headless Chromium: marks, filters, keyboard, hostile text, no request."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.report import html
from tests.report import fixture

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.keys import Keys  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium or chromedriver is not installed"),
]

REPORT = fixture.report()
Driver = Any


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1440,1000",
        "--force-prefers-reduced-motion",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    html.write(REPORT, path, fixture.RULES)
    return path


@pytest.fixture
def browser(chromium: Driver, page: Path) -> Driver:
    """The report, freshly opened."""
    chromium.get("about:blank")
    chromium.get_log("browser")
    chromium.get_log("performance")
    chromium.get(page.as_uri())
    return chromium


def cards(browser: Driver) -> list[str]:
    """Codes of the findings that are shown."""
    return shown(browser, ".card", "dataset.code")


def shown(browser: Driver, selector: str, what: str) -> list[str]:
    """A property of each element that is not hidden."""
    every = f"[...document.querySelectorAll('{selector}')]"
    return list(browser.execute_script(f"return {every}.filter(e => e.checkVisibility()).map(e => e.{what})"))


def choose(browser: Driver, name: str, value: str) -> None:
    """Choose an option of a list."""
    script = """
        const list = document.getElementById(arguments[0]);
        list.value = arguments[1];
        list.dispatchEvent(new Event('change'));"""
    browser.execute_script(script, name, value)


def wait(browser: Driver, script: str) -> Any:
    for _ in range(60):
        if found := browser.execute_script(script):
            return found
        time.sleep(0.05)
    raise AssertionError(f"never true: {script}")


def test_loads_without_errors_and_asks_nothing_of_the_network(browser: Driver) -> None:
    browser.execute_script("document.querySelectorAll('summary').forEach(s => s.click())")
    time.sleep(0.3)
    assert [e for e in browser.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []
    events = [json.loads(e["message"])["message"] for e in browser.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    assert {url.split(":")[0] for url in asked} <= {"file", "about", "data"}
    assert [url for url in asked if url.startswith("file")] == [browser.current_url]


def test_the_pieces_of_every_mark_are_the_text_of_the_finding(browser: Driver) -> None:
    pieces = browser.execute_script("""
        const out = {};
        for (const mark of document.querySelectorAll('mark.m')) for (const id of mark.dataset.f.split(' '))
            out[id] = (out[id] ?? '') + mark.textContent;
        return JSON.stringify(out)""")
    found = json.loads(pieces)
    number = 0
    for document in REPORT.documents:
        for finding in document.findings:
            number += 1
            wanted = "".join(document.document.at(s) for s in sorted(finding.spans))
            wanted = wanted.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
            assert found.get(str(number), "") == wanted, finding.message
    assert number == len(REPORT.findings)


def test_hostile_text_is_text(browser: Driver) -> None:
    assert browser.execute_script("return window.evil") is None
    assert browser.execute_script("return document.scripts.length") == 1
    every = "[...document.querySelectorAll('*')]"
    names = browser.execute_script(f"return {every}.flatMap(e => e.getAttributeNames())")
    assert names and not [name for name in names if name.startswith("on")]
    text = browser.execute_script("return document.getElementById('d5').textContent")
    for hostile in (fixture.EVIL, fixture.EVIL_ATTRIBUTE, fixture.EVIL_MARKUP, fixture.BIDI, fixture.LONG):
        assert hostile in text
    names = browser.execute_script("return [...document.querySelectorAll('#d5 h3')].map(e => e.textContent)")
    assert names == [f"evil {fixture.EVIL}{fixture.EVIL_ATTRIBUTE}"]


def test_bidirectional_controls_do_not_turn_the_text_round(browser: Driver) -> None:
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


def test_filter_by_check_severity_document_and_text(browser: Driver) -> None:
    everything = len(REPORT.findings)
    assert len(cards(browser)) == everything

    choose(browser, "check", "number")
    assert cards(browser) == ["NUM001", "NUM001"]
    assert browser.find_element("id", "count").text == f"2 of {everything} findings"
    assert shown(browser, ".row", "id") == ["d1s1", "d3s0"]
    off = browser.execute_script(
        "return [...document.querySelectorAll('#d1s1 mark.off')].map(m => m.textContent)"
    )
    assert "Autorité portuaire" in off and "14" not in off

    browser.find_element("id", "reset").click()
    assert len(cards(browser)) == everything

    for name in ("minor", "neutral", "major"):
        browser.find_element("css selector", f".chip.{name}").click()
    assert cards(browser) == ["NUM001", "EVL001"]
    assert browser.find_element("css selector", ".chip.minor").get_attribute("aria-pressed") == "false"
    browser.find_element("id", "reset").click()

    choose(browser, "doc", "d2")
    assert cards(browser) == ["CAP001"]
    browser.find_element("id", "reset").click()

    box = browser.find_element("id", "q")
    box.send_keys("NEWSPAPER")
    wait(browser, "return document.getElementById('count').textContent.startsWith('1 of')")
    assert cards(browser) == ["OMI001"]
    box.clear()
    box.send_keys("no such words")
    wait(browser, "return !document.getElementById('nothing').hidden")


def test_a_severity_tile_is_a_filter(browser: Driver) -> None:
    browser.find_element("css selector", ".tile.critical").click()
    assert cards(browser) == ["NUM001", "EVL001"]


def test_segments_with_findings_only(browser: Driver) -> None:
    browser.find_element("id", "only").click()
    assert shown(browser, "#d1 .row", "id") == ["d1s0", "d1s1", "d1s2", "d1s3", "d1s4", "d1s5"]
    assert browser.execute_script("return document.getElementById('d4').hidden")


def test_hovering_a_mark_explains_it(browser: Driver) -> None:
    mark = browser.find_element("css selector", "#d1s1 mark.critical")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    webdriver.ActionChains(browser).move_to_element(mark).perform()
    wait(browser, "return !document.getElementById('pop').hidden")
    text = browser.find_element("id", "pop").get_property("textContent")
    for part in (
        "NUM001",
        "wrong-number",
        "the source says 4, the translation 14",
        "confidence 95 %",
        "Accuracy/Mistranslation",
        "will open the 14 May",
        "suggestion",
        "A wrong figure is believed",
        "GRA001",
    ):
        assert part in text, part
    assert browser.execute_script("return document.querySelectorAll('[id=f2]').length") == 1


def test_marks_work_from_the_keyboard(browser: Driver) -> None:
    link = browser.find_element("css selector", "#d1s0 mark a")
    browser.execute_script("arguments[0].focus({focusVisible: true})", link)
    link.send_keys(Keys.ENTER)
    wait(browser, "return document.activeElement.matches('#pop .close')")
    webdriver.ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    wait(
        browser,
        "return document.getElementById('pop').hidden && !!document.activeElement.closest('#d1s0 mark')",
    )
    webdriver.ActionChains(browser).send_keys("n").perform()
    wait(
        browser,
        "return document.querySelector('.card.here') !== null && !document.getElementById('pop').hidden",
    )


def test_a_link_to_a_finding_opens_it(chromium: Driver, page: Path) -> None:
    chromium.get("about:blank")
    chromium.get(f"{page.as_uri()}#f9")
    assert wait(chromium, "return document.getElementById('f9').open")


def test_the_table_of_documents_sorts(browser: Driver) -> None:
    head = browser.find_element("css selector", ".docs thead th:nth-child(4) button")
    order = (
        "return [...document.querySelectorAll('.docs tbody tr')].map(r => Number(r.children[3].dataset.v))"
    )
    head.click()
    up = browser.execute_script(order)
    head.click()
    assert up == sorted(up) and browser.execute_script(order) == up[::-1]


def test_readable_with_scripts_forbidden(browser: Driver) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        body = browser.find_element("css selector", "body").text
        assert "Failed" in body and "the source says 4, the translation 14" in body
        assert "Le nouveau port ouvre en Mai" in body and "The new port opens in May" in body
        assert not browser.find_element("css selector", ".toolbar").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_runs_off_the_side(browser: Driver, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.refresh()
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
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
    directions = browser.execute_script(
        "return [...document.querySelectorAll('#d3s0 .t')].map(t => [t.lang, getComputedStyle(t).direction])"
    )
    assert directions == [["en", "ltr"], ["ar", "rtl"]]


def test_severities_differ_without_colour(browser: Driver) -> None:
    styles = browser.execute_script("""
        return ['critical', 'major', 'minor', 'neutral'].map(s =>
            getComputedStyle(document.querySelector(`#d1 mark.${s}:not(.gap) a`)).borderBottomStyle)""")
    assert styles == ["double", "solid", "dashed", "dotted"]


def test_a_batch_of_sixty_articles_is_quick(chromium: Driver, tmp_path: Path) -> None:
    html.write(fixture.large(60, 34), tmp_path / "large.html", fixture.RULES)
    chromium.get((tmp_path / "large.html").as_uri())
    ready, rows = chromium.execute_script("""
        const n = performance.getEntriesByType('navigation')[0];
        return [n.domContentLoadedEventEnd, document.querySelectorAll('.row').length]""")
    assert rows == 2_040
    assert ready < 8_000, "milliseconds until the report can be used, on a slow machine"
    spent = chromium.execute_script("""
        const start = performance.now();
        document.querySelector('.chip.minor').click();
        document.body.offsetHeight;
        return performance.now() - start""")
    assert spent < 2_000
