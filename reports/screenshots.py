"""Remake the pictures of ``reports/sample``: its overview, and a document under review.

    python reports/screenshots.py

Needs Chromium and its driver (Debian: chromium chromium-driver). Look at the pictures before committing them.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from selenium import webdriver

SAMPLE = Path(__file__).resolve().parent / "sample"
WIDTH, HEIGHT = 1280, 720
MOST_BYTES = 200_000

_READY = "return document.body.dataset.ready === 'yes'"
#: Steps on the page before the picture of a document: a few findings are looked at and judged.
_REVIEW = ("n", "a", "f", "p", "p")


def main() -> None:
    browser = _browser()
    try:
        page = (SAMPLE / "report.html").as_uri()
        _open(browser, f"{page}#overview")
        _take(browser, "overview.png")
        _open(browser, f"{page}#d{_worst(browser)}")
        for key in _REVIEW:
            webdriver.ActionChains(browser).send_keys(key).perform()
            time.sleep(0.5)
        browser.execute_script("document.getElementById('toast').classList.remove('on')")
        time.sleep(0.3)
        _take(browser, "texts.png")
    finally:
        browser.quit()


def _browser() -> webdriver.Chrome:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        sys.exit("screenshots: Chromium is missing (sudo apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.add_argument("--force-prefers-reduced-motion")
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return browser


def _open(browser: webdriver.Chrome, address: str) -> None:
    browser.get("about:blank")
    browser.get(address)
    for _ in range(200):
        if browser.execute_script(_READY):
            return
        time.sleep(0.05)
    sys.exit(f"screenshots: {address} was never ready")


def _worst(browser: webdriver.Chrome) -> int:
    """The number of the document with the lowest score that has a back-translation."""
    script = """
        const rows = [...document.querySelectorAll('.docs tbody tr')];
        const whole = rows.find(row => row.lastChild.textContent.includes('back-translation')) ?? rows[0];
        return whole.querySelector('a').hash.slice(2)"""
    return int(browser.execute_script(script))


def _take(browser: webdriver.Chrome, name: str) -> None:
    path = SAMPLE / name
    browser.save_screenshot(str(path))
    size = path.stat().st_size
    print(f"{path.name}: {size:,} bytes")
    if size > MOST_BYTES:
        sys.exit(f"screenshots: {name} has more than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
