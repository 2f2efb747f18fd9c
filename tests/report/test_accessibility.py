"""The HTML report against WCAG 2.2 AA, as far as axe can tell, in every view, light and dark."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from audit.report import html
from tests.report import fixture
from tests.report.browser import Driver, available, chromium, wait  # noqa: F401

pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

pytestmark = [pytest.mark.browser, available]

AXE = "4.14.1"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched once into the temporary folder of the tests."""
    folder = tmp_path_factory.getbasetemp().parent / f"axe-{AXE}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed: axe cannot be fetched")
        folder.mkdir(exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
        made = subprocess.run([*command, f"axe-core@{AXE}"], capture_output=True, text=True, check=False)
        if made.returncode:
            pytest.skip(f"axe cannot be fetched: {made.stderr.strip().splitlines()[-1:]}")
    return script.read_text("utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    runs = [html.Run(f"2026-01-0{n}T09:00:00+00:00", 60.0 + n, n, "a") for n in (1, 2, 3)]
    html.write(fixture.report(), path, fixture.RULES, fixture.SCORING, runs)
    return path


SCENES = {
    "overview": "location.hash = 'overview'",
    "filters": "location.hash = 'overview'; document.getElementById('more').click();"
    "document.querySelector('.tile.major').click()",
    "texts": "location.hash = 'd1'",
    "review": "document.getElementById('next').click();"
    "setTimeout(() => document.querySelector('.card.here .act.accept').click(), 300);"
    "setTimeout(() => document.getElementById('next').click(), 500);"
    "setTimeout(() => document.querySelector('.card.here .act.false-alarm').click(), 800)",
    "popover": "location.hash = 'd1s1';"
    "setTimeout(() => document.querySelector('#d1s1 mark.critical').click(), 500)",
    "help": "document.getElementById('help').click()",
    "decisions": "document.getElementById('share').click()",
    "rules": "location.hash = 'rule-NUM001'",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(chromium: Driver, page: Path, axe: str, scheme: str, width: int) -> None:  # noqa: F811
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    wrong: list[str] = []
    try:
        for scene, script in SCENES.items():
            chromium.get("about:blank")
            chromium.get(f"{page.as_uri()}#texts")
            wait(chromium, "return document.body.dataset.ready === 'yes'")
            chromium.execute_script(script)
            chromium.execute_async_script("setTimeout(arguments[0], 1200)")
            chromium.execute_script(axe)
            found = chromium.execute_async_script(
                "axe.run(document, {runOnly: arguments[0]}).then(r => arguments[1](r.violations))",
                list(STANDARDS),
            )
            wrong += [
                f"{scene}: {v['id']} {node['target']} {node['failureSummary']}"
                for v in found
                for node in v["nodes"][:3]
            ]
    finally:
        chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert not wrong, "\n".join(wrong)
