"""Reviewing in headless Chromium: by keyboard and mouse, kept, exported, imported, added, served."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.model import Suppression
from audit.report import html
from audit.review import Store
from audit.review.decisions import parse
from audit.review.server import ReviewServer
from tests.report import fixture
from tests.report.browser import Driver, available, chromium, wait  # noqa: F401

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.keys import Keys  # noqa: E402

pytestmark = [pytest.mark.browser, available]

REPORT = fixture.report(fixture.harbour(), fixture.alone(), fixture.arabic(), fixture.hostile())


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    html.write(REPORT, path, fixture.RULES, fixture.SCORING)
    return path


@pytest.fixture
def browser(chromium: Driver, page: Path) -> Driver:  # noqa: F811
    """The texts of the report, freshly opened, nothing decided."""
    chromium.get(f"{page.as_uri()}#texts")
    wait(chromium, "return document.body.dataset.ready === 'yes'")
    chromium.execute_script("localStorage.clear()")
    reload(chromium)
    return chromium


def reload(browser: Driver) -> None:
    browser.refresh()
    wait(browser, "return document.body.dataset.ready === 'yes'")


def press(browser: Driver, *keys: str) -> None:
    """Press keys as a person does: the next when the last has been answered."""
    for key in keys:
        before = here(browser)
        webdriver.ActionChains(browser).send_keys(key).perform()
        if key in "npaxf":
            wait(browser, f"return document.querySelector('.card.here')?.id !== {json.dumps(before)}")
            wait(browser, "return document.activeElement.closest('.card.here') !== null")


def here(browser: Driver) -> str | None:
    """The card that keys act on."""
    found = browser.execute_script("return document.querySelector('.card.here')?.id ?? null")
    return None if found is None else str(found)


def decided(browser: Driver) -> dict[str, str]:
    """Fingerprint → decision, as this browser keeps them."""
    script = """
        const key = Object.keys(localStorage).find(k => k.startsWith('mtaudit:run:'));
        return JSON.parse(localStorage.getItem(key) ?? '[]').map(r => [r.fingerprint, r.decision])"""
    return {str(a): str(b) for a, b in browser.execute_script(script)}


def progress(browser: Driver, text: str) -> None:
    wait(browser, f"return document.getElementById('progress').textContent.startsWith({json.dumps(text)})")


def downloaded(browser: Driver) -> Path:
    """The file that an export has written."""
    folder = Path(browser.downloads)
    for path in folder.iterdir():
        path.unlink()
    browser.find_element("id", "share").click()
    browser.find_element("id", "export").click()
    for _ in range(100):
        if found := [p for p in folder.glob("*.jsonl") if p.stat().st_size]:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("nothing was exported")


def test_a_review_by_keyboard_is_kept_over_a_reload(browser: Driver) -> None:
    press(browser, "n", "a", "x", "f")
    prints = [f.fingerprint for f in REPORT.findings]
    wanted = {prints[0]: "accept", prints[1]: "false-alarm", prints[2]: "fixed"}
    assert decided(browser) == wanted
    assert browser.find_element("id", "progress").text == f"3 of {len(prints)} reviewed"
    reload(browser)
    progress(browser, "3 of")
    assert decided(browser) == wanted
    labels = browser.execute_script("return [...document.querySelectorAll('.done')].map(e => e.textContent)")
    assert labels == ["✓ accepted", "✕ false alarm", "✔ fixed"]
    # A mark of which nothing is left but a false alarm is no mark any more.
    assert browser.execute_script(
        'return document.querySelector(\'mark[data-f="2 1"], mark[data-f="1 2"]\') !== null'
    )


def test_undo_takes_back_the_last_decision(browser: Driver) -> None:
    press(browser, "n", "a", "x")
    webdriver.ActionChains(browser).send_keys("u").perform()
    progress(browser, "1 of")
    assert list(decided(browser).values()) == ["accept", "open"]
    webdriver.ActionChains(browser).send_keys("u").perform()
    progress(browser, "0 of")
    webdriver.ActionChains(browser).send_keys("u").perform()
    wait(browser, "return document.getElementById('toast').textContent.includes('nothing to undo')")


def test_a_decision_by_mouse_and_a_note(browser: Driver) -> None:
    press(browser, "n")
    card = browser.find_element("css selector", ".card.here")
    card.find_element("css selector", ".act.false-alarm").click()
    progress(browser, "1 of")
    assert (
        browser.find_element("css selector", ".card.here .act.false-alarm").get_attribute("aria-pressed")
        == "true"
    )
    webdriver.ActionChains(browser).send_keys("e").perform()
    wait(browser, "return document.activeElement.tagName === 'TEXTAREA'")
    # Keys of the review are letters here.
    browser.switch_to.active_element.send_keys("a name <b>n</b>", Keys.ENTER)
    wait(browser, "return document.querySelector('.card.here .note')?.textContent === 'a name <b>n</b>'")
    assert list(decided(browser).values()) == ["false-alarm"]
    browser.find_element("css selector", ".card.here .act.false-alarm").click()
    progress(browser, "0 of")


def test_confirmed_errors_have_a_score_of_their_own(browser: Driver) -> None:
    score = "return document.querySelector('.score .figure b').textContent"
    before = browser.execute_script(score)
    press(browser, "n", "a")
    basis = browser.execute_script("return document.querySelector('.score .basis').textContent")
    assert basis == f"The score is over 1 confirmed error and {len(REPORT.findings) - 1} unconfirmed issues."
    words = REPORT.score.words
    confirmed = browser.execute_script(
        "return document.querySelector('.score .confirmed:not([hidden]) b').textContent"
    )
    assert confirmed == f"{100 - 1000 / words:,.1f}"
    assert browser.execute_script(score) == before
    press(browser, "x")
    assert browser.execute_script(score) != before


def test_export_and_import_carry_decisions_to_another_browser(browser: Driver, tmp_path: Path) -> None:
    press(browser, "n", "a", "x")
    path = downloaded(browser)
    lines = path.read_text("utf-8").splitlines()
    entries = [parse(json.loads(line)) for line in lines]
    assert [str(e.decision.judgement) for e in entries] == ["accept", "false-alarm"]
    assert entries[0].doc == "harbour" and entries[0].code == REPORT.findings[0].code
    strange = {"fingerprint": "of another run", "decision": "accept", "date": "2026-01-01T00:00:00.000Z"}
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n".join([*lines, json.dumps(strange), "<script>", "[]"]), "utf-8")
    browser.execute_script("localStorage.clear()")
    reload(browser)
    progress(browser, "0 of")
    browser.find_element("id", "share").click()
    browser.find_element("id", "import").send_keys(str(file))
    said = wait(browser, "return document.getElementById('imported').textContent")
    assert (
        said
        == "3 decisions read, 3 new; 1 on findings that are not in this report; 2 lines could not be read."
    )
    progress(browser, "2 of")
    reload(browser)
    progress(browser, "2 of")


def test_a_reviewer_adds_what_the_auditor_missed(browser: Driver) -> None:
    before = browser.execute_script("return document.querySelector('.score .figure b').textContent")
    browser.execute_script("""
        const text = document.querySelector('#d1s6 .t[data-side=target]').firstChild;
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, 12);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.querySelector('#d1s6').scrollIntoView({block: 'center'});""")
    wait(browser, "return !document.getElementById('adder').hidden")
    webdriver.ActionChains(browser).send_keys("+").perform()
    wait(browser, "return document.getElementById('dialog').open")
    browser.find_element("id", "add-type").send_keys("Accuracy: Addition")
    browser.find_element("id", "add-note").send_keys("nobody wrote this")
    browser.find_element("id", "add-ok").click()
    text = wait(browser, "return document.querySelector('#d1s6 .card.here')?.textContent")
    assert "nobody wrote this" in text and "Accuracy: Addition" in text and "✓ accepted" in text
    assert (
        browser.execute_script("return document.querySelector('#d1s6 mark.major').textContent")
        == "Abonnez-vous"
    )
    assert browser.execute_script("return document.querySelector('.score .figure b').textContent") != before
    (entry,) = (parse(json.loads(line)) for line in downloaded(browser).read_text("utf-8").splitlines())
    assert entry.added is not None and entry.added.mqm == "Accuracy/Addition"
    harbour = REPORT.documents[0].document
    assert harbour.target[entry.added.start : entry.added.end] == entry.added.text == "Abonnez-vous"
    reload(browser)
    progress(browser, "1 of")
    assert wait(browser, "return document.querySelector('#d1s6 mark.major') !== null")
    card = browser.find_element("css selector", "#d1s6 .card summary")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", card)
    browser.find_element("css selector", "#d1s6 .act.accept").click()  # taken back
    wait(browser, "return document.querySelector('#d1s6 mark.major') === null")
    progress(browser, "0 of")


def test_filters_by_decision(browser: Driver) -> None:
    press(browser, "n", "a", "x")
    choose = """
        const list = document.getElementById('decision');
        list.value = arguments[0];
        list.dispatchEvent(new Event('change'))"""
    for value, many in (("accept", 1), ("false-alarm", 1), ("none", len(REPORT.findings) - 2), ("added", 0)):
        browser.execute_script(choose, value)
        wait(browser, f"return document.getElementById('count').textContent.startsWith('{many} of')")


def test_what_an_earlier_decision_suppressed_is_hidden_and_can_be_taken_back(
    chromium: Driver,  # noqa: F811
    tmp_path: Path,
) -> None:
    first = fixture.harbour()
    said = Suppression("as the style guide has it", "Ana", "2026-05-04")
    hidden = replace(first.findings[0], suppressed=said)
    document = replace(first, findings=(hidden, *first.findings[1:]))
    path = tmp_path / "report.html"
    html.write(fixture.report(document), path, fixture.RULES, fixture.SCORING)
    chromium.get(f"{path.as_uri()}#texts")
    progress(chromium, f"0 of {len(first.findings) - 1}")
    assert chromium.execute_script("return document.querySelector('#d1s0 .card')") is None
    chromium.execute_script("""
        const list = document.getElementById('decision');
        list.value = 'false-alarm';
        list.dispatchEvent(new Event('change'))""")
    text = wait(chromium, "return document.querySelector('#d1s0 .card')?.textContent")
    assert "as the style guide has it" in text
    press(chromium, "n")
    chromium.find_element("css selector", ".card.here .act.false-alarm").click()
    progress(chromium, f"0 of {len(first.findings)}")
    chromium.find_element("id", "reset").click()
    wait(chromium, "return document.querySelector('#d1s0 .card') !== null")


def test_the_corrected_text_holds_what_was_accepted(browser: Driver) -> None:
    press(browser, "n", "a")  # “Mai” → “mai”
    browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    browser.execute_script("scrollTo(0, 0)")
    browser.execute_script("document.querySelector('#d1 .docsum .button').click()")
    wait(browser, "return document.getElementById('toast').textContent.includes('1 accepted suggestion')")
    text = browser.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))"
    )
    assert text == REPORT.documents[0].document.target.replace("ouvre en Mai", "ouvre en mai")


def test_help_lists_the_keys_and_turns_them_off(browser: Driver) -> None:
    webdriver.ActionChains(browser).send_keys("?").perform()
    wait(browser, "return document.getElementById('dialog').open")
    assert "false alarm" in browser.find_element("id", "dialog").text
    browser.find_element("id", "keys-on").click()
    webdriver.ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    wait(browser, "return !document.getElementById('dialog').open")
    webdriver.ActionChains(browser).send_keys("n").perform()
    time.sleep(0.2)
    assert here(browser) is None


def test_two_runs_in_one_folder_keep_their_decisions_apart(browser: Driver, page: Path) -> None:
    press(browser, "n", "a")
    progress(browser, "1 of")  # it has been kept before the page is left
    other = page.with_name("other.html")
    html.write(fixture.report(fixture.harbour()), other, fixture.RULES, fixture.SCORING)
    browser.get(f"{other.as_uri()}#texts")
    wait(browser, "return document.body.dataset.ready === 'yes'")
    progress(browser, "0 of 11")
    browser.get(f"{page.as_uri()}#texts")
    progress(browser, "1 of")


def test_hostile_notes_and_names_of_an_import_are_text(browser: Driver, tmp_path: Path) -> None:
    evil = {
        "fingerprint": REPORT.findings[0].fingerprint, "decision": "accept",
        "note": fixture.EVIL + fixture.BIDI, "author": fixture.EVIL_ATTRIBUTE,
        "date": "2026-01-01T00:00:00.000Z",
    }  # fmt: skip
    added = {
        "doc": "harbour", "side": "target", "start": 0, "end": 2, "severity": "minor",
        "mqm": fixture.EVIL_MARKUP, "text": fixture.EVIL, "segment": 0,
    }  # fmt: skip
    file = tmp_path / "evil.jsonl"
    file.write_text(
        f"{json.dumps(evil)}\n{json.dumps({**evil, 'fingerprint': 'f', 'added': added})}\n", "utf-8"
    )
    browser.find_element("id", "share").click()
    browser.find_element("id", "import").send_keys(str(file))
    progress(browser, "2 of")
    webdriver.ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    notes = wait(browser, "return document.querySelector('#d1s0 .cards')?.textContent")
    assert fixture.EVIL in notes
    assert browser.execute_script("return window.evil ?? document.scripts.length") == 1


@pytest.fixture
def served(page: Path, tmp_path: Path) -> Iterator[ReviewServer]:
    with ReviewServer(page.read_text("utf-8"), Store(tmp_path / "decisions.jsonl")) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def opened(browser: Driver, server: ReviewServer) -> None:
    browser.get(server.address)
    wait(browser, "return document.body.dataset.ready === 'yes'")
    browser.execute_script("location.hash = 'texts'")
    wait(browser, "return document.querySelector('.row') !== null")


def test_what_is_decided_on_the_served_page_is_in_the_file(chromium: Driver, served: ReviewServer) -> None:  # noqa: F811
    opened(chromium, served)
    assert "token" not in chromium.current_url
    press(chromium, "n", "a", "x")
    entries: tuple[Any, ...] = ()
    for _ in range(100):
        entries = served.store.read().entries
        if len(entries) == 2:
            break
        time.sleep(0.05)
    assert [str(e.decision.judgement) for e in entries] == ["accept", "false-alarm"]
    # Another reviewer decides meanwhile; the page takes it in when it is looked at again.
    third = {
        "fingerprint": REPORT.findings[2].fingerprint,
        "decision": "fixed",
        "date": "2099-01-01T00:00:00.000Z",
    }
    Store(served.store.path).append([parse(third)])
    chromium.execute_script("window.dispatchEvent(new Event('focus'))")
    progress(chromium, "3 of")
    # All of it is there in a browser that has kept nothing.
    chromium.execute_script("localStorage.clear()")
    opened(chromium, served)
    progress(chromium, "3 of")
    assert [e for e in chromium.get_log("browser") if e["level"] == "SEVERE"] == []


def test_a_server_that_cannot_write_loses_nothing(
    chromium: Driver,  # noqa: F811
    served: ReviewServer,
    tmp_path: Path,
) -> None:
    opened(chromium, served)
    whole = served.store
    served.store = Store(tmp_path)  # a folder
    press(chromium, "n", "a")
    wait(chromium, "return document.body.classList.contains('unsaved')")
    assert "accept" in decided(chromium).values()
    said = chromium.execute_script("return document.getElementById('toast').textContent")
    assert "not on the server" in said and "cannot be written" in said
    served.store = whole
    chromium.execute_script("window.dispatchEvent(new Event('focus'))")
    wait(chromium, "return !document.body.classList.contains('unsaved')")
    assert [str(e.decision.judgement) for e in whole.read().entries] == ["accept"]
