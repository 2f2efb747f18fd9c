"""Odd and hostile input: a clear message or a sound result, never a traceback, never a wrong offset."""

from __future__ import annotations

import io
import json
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from audit import pipeline
from audit.acquire import InputOptions, read
from audit.config import Settings
from audit.grade import profile
from audit.model import Document, Failure, Report
from audit.report import html, record, terminal
from tests.cli.support import EN, FR, PLAIN, Done, call, command, findings, lines, marked, pair, put, summary
from tests.support import document
from tests.test_properties import INSIDE, check

Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    return lambda *args: call(capsys, monkeypatch, "run", "-o", "out", *PLAIN, *args)


def failures(*paths: Path, **options: Any) -> list[Failure]:
    return [i for i in read(paths, InputOptions(**options)) if isinstance(i, Failure)]


def documents(*paths: Path, **options: Any) -> list[Document]:
    return [i for i in read(paths, InputOptions(**options)) if isinstance(i, Document)]


def audited(source: str | None, target: str, languages: str) -> Report:
    """The report of a run, checked as the property tests check it, and rendered."""
    settings = Settings(back_translation="none", encoder="none", select=INSIDE)
    report = pipeline.run([document(source, target, languages)], settings)
    check(report)
    with tempfile.TemporaryDirectory() as folder:
        html.write(report, Path(folder) / "report.html", {}, profile("mqm"))
        record.write(report, Path(folder))
    terminal.render(report, Console(file=io.StringIO()))
    return report


# Files


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the target is empty"),
        (b" \r\n\t\n", "the target is empty"),
        ("Le port".encode("utf-16"), "is in UTF-16, not UTF-8"),
        ("Le port est fermé.".encode("utf-16-le"), "looks like UTF-16LE"),
        (b"Le port est ferm\xe9.", "byte 0xE9 at offset 16 is no UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", "is no text: byte 0x00 at offset"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is no"),
        (b"Le port\0est", "is no text: byte 0x00 at offset 7"),
    ],
)
def test_files_that_are_no_text(cli: Cli, raw: bytes, said: str) -> None:
    put(Path("a.fr.txt"), raw)
    done = cli("a.fr.txt")
    assert done.code == 3 and f"failed a.fr.txt: {said}" in done.out
    (lost,) = summary(Path("out"))["failures"]
    assert lost["remedy"]


def test_a_missing_source_is_told_and_nothing_guessed(cli: Cli) -> None:
    put(Path("a.fr.txt"), FR)
    done = cli("a.fr.txt", "--source", "gone.txt")
    assert done.code == 3 and "gone.txt: cannot be read: No such file" in done.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(cli: Cli) -> None:
    put(Path("a.fr.txt"), FR).chmod(0)
    done = cli("a.fr.txt")
    assert done.code == 3 and "a.fr.txt: cannot be read: Permission denied" in done.out


def test_a_file_that_may_not_be_read_for_root_as_well(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Path("a.fr.txt"), FR)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [f.problem for f in failures(Path("a.fr.txt"))] == ["cannot be read: Permission denied"]


def test_a_folder_that_leads_in_a_circle(cli: Cli) -> None:
    pair(Path("in"))
    Path("in/again").symlink_to("..", target_is_directory=True)
    Path("loop.fr.txt").symlink_to("loop.fr.txt")
    done = cli("in", "loop.fr.txt")
    assert done.code == 0 and ("NUM001", "5 300") in marked(Path("out"))
    assert done.out.count("in a circle") == 2


def test_a_folder_with_nothing_to_read(cli: Cli) -> None:
    put(Path("in/photo.png"), b"\x89PNG")
    done = cli("in")
    assert done.code == 3 and "nothing in this folder can be audited" in done.out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "x", "target": "Un', "is no JSON"),
        ("[" * 100_000, "is no JSON that can be read: too deep"),
        ('{"id": "x", "target": ' + '{"a": ' * 50_000 + "1" + "}" * 50_001, "that can be read: too deep"),
        ('{"id": "ok", "target": "Encore."}', "the id 'ok' is already that of"),
        ('{"id": "x", "target": "half \\ud83d"}', "the target holds half a character"),
        ('{"id": "x\\ud83d", "target": "Un."}', "the id holds half a character"),
        ('{"id": "x", "target": "a\\u0000b"}', "the target holds U+0000 at character 1"),
        ('{"id": "x", "target": 7}', 'the key "target" must be text, not a number'),
        ('{"id": "x", "segments": [{"target": "a"}, 5]}', 'the key "segments[1]" must be an object'),
        ('{"id": "x", "target": "Un.", "target_lang": "frrrrrr"}', "is no language code"),
        ('{"id": "x", "target": "' + "9" * 10 + '", "n": ' + "9" * 5000 + "}", "a number too long"),
        ("null", "must be a JSON object, not null"),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_broken_line_among_good_ones(cli: Cli, line: str, said: str) -> None:
    good = [
        json.dumps({"id": name, "target": "Le conseil NATO et l’OTAN.", "target_lang": "fr"})
        for name in ("ok", "b")
    ]
    put(Path("in.jsonl"), "\n".join((good[0], line, good[1])) + "\n")
    done = cli("in.jsonl")
    assert done.code == 0 and "failed in.jsonl:2: " in done.out and said in done.out
    assert [f["doc"] for f in findings(Path("out"))] == ["b", "ok"]


def test_the_same_ids_in_two_files(cli: Cli) -> None:
    for name in ("a", "b"):
        put(Path(f"{name}.jsonl"), '{"id": "same", "target": "Un mot."}\n')
    done = cli("a.jsonl", "b.jsonl")
    assert done.code == 0 and "failed b.jsonl:1: the id 'same' is already that of a.jsonl:1" in done.out


def test_an_output_folder_that_cannot_be_made(cli: Cli, tmp_path: Path) -> None:
    pair(Path("in"))
    put(tmp_path / "file", "x")
    done = cli("in", "-o", "file/below")
    assert (
        done.code in (2, 3)
        and done.err.count("\n") == 1
        and "file/below" in done.err
        and "--output" in done.err
    )
    done = cli("in", "-o", "file")
    assert done.code == 2 and "is a file, not a folder" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary file of each report lies on a device that is always full."""
    pair(Path("in"))
    plain = Path.open

    def open_(self: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        return plain(Path("/dev/full") if self.name.endswith(".part") else self, mode, *args, **more)

    monkeypatch.setattr(Path, "open", open_)
    done = cli("in")
    assert done.code == 3 and "cannot be written: No space left on device" in done.err
    assert done.err.count("\n") == 1 and not list(Path("out").glob("*.jsonl"))


def test_an_old_report_stays_whole_where_the_new_one_cannot_be_written(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(Path("in"))
    assert cli("in").code == 0
    before = {p.name: p.read_bytes() for p in Path("out").iterdir()}

    def broken(*args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record, "_line", broken)
    assert cli("in", "--ignore", "NUM").code == 3
    assert {p.name: p.read_bytes() for p in Path("out").iterdir()} == before


# Languages


def test_source_and_target_swapped_or_alike_are_noted(cli: Cli) -> None:
    pair(Path("swapped"), "a", FR * 3, EN * 3)
    done = cli("swapped")
    assert done.code == 0 and "is named fr (by file name), but reads like en" in done.out
    assert done.out.count("note:") == 2
    pair(Path("same"), "a", EN * 3, EN * 3)
    done = cli("same")
    assert done.code == 0 and "note: the target is named fr" in done.out
    put(Path("one.jsonl"), json.dumps({"id": "x", "source": FR * 3, "target": FR * 3}))
    assert "source and target are both in fr" in cli("one.jsonl").out


def test_a_language_that_nothing_is_known_of() -> None:
    report = audited("The boat is here.", "Kaa kei te waka.", "en-tlh")
    assert report.documents and report.findings == ()


# Texts

TEXTS = {
    "one word": "Port",
    "one letter": "x",
    "mixed line ends": "Un.\r\nDeux.\rTrois.\n\n\r\nQuatre.\u2028Cinq.\x85Six.\u2029Sept.",
    "marks alone": "?! … « » ( ] — '' \"\" ,,, ;;",
    "combining marks": "E\u0301le\u0300ve " + "a" + "\u0301" * 500 + " Zalgo\u0335\u0321\u0353 fin.",
    "emoji": "👩\u200d👩\u200d👧 Bravo 🏴\U000e0067\U000e0062\U000e007f ! 😀😀 #️⃣ 1️⃣",
    "controls": "a\x01b\x07c\x1b[31md\x7fe\ufffef\uffff",
    "direction marks": "\u202eabc\u202c \u2067def\u2069 \u200fghi\u200e",
    "private use": "\ue000\uf8ff \U000f0000\U0010ffff",
    "html": "<script>alert(1)</script> &amp;lt; <b>gras</b> <!-- --> ]]>",
    "templates": "{0} ${x} %s %(a)s {{y}} \\n \\u0041 $(id) `id`",
    "numbers": "1.2.3.4 ١٢٣ ½ 1e999 " + "9" * 400 + " 0x10 1,,2 12:61 -5 %",
    "no-break spaces": "Il\u00a0est\u202fici\u00a0!\u2009 Oui\u3000.",
    "nothing but breaks between letters": "a\nb\n\nc\n\n\nd",
}
SCRIPTS = {
    "ar": "أعلن الميناء أنه سيفتح في 4 مايو. قالت الحكومة إن «العمل» انتهى، لكن ٣٥٠٠ شخص احتجوا!",
    "he": 'הנמל ייפתח ב-4 במאי. הממשלה אמרה שהעבודה "הסתיימה", אבל 3,500 איש מחו!',
    "zh": "港口将于5月4日开放。政府说“工程已经结束”,但有3500人抗议!他们说:什么都没有改变。",
    "ja": "港は5月4日に開く。政府は「工事は終わった」と言ったが、3500人が抗議した!",
    "th": "ท่าเรือจะเปิดในวันที่ 4 พฤษภาคม รัฐบาลกล่าวว่างานเสร็จแล้ว แต่มีผู้ประท้วง 3,500 คน",
    "ko": '항구는 5월 4일에 문을 연다. 정부는 "공사가 끝났다"고 했지만 3,500명이 항의했다!',
    "hi": 'बंदरगाह 4 मई को खुलेगा। सरकार ने कहा कि काम "पूरा" हो गया है, पर 3,500 लोगों ने विरोध किया!',
    "el": "Το λιμάνι ανοίγει στις 4 Μαΐου. Η κυβέρνηση είπε «τέλος»· 3.500 άνθρωποι διαμαρτυρήθηκαν!",
    "tr": "Liman 4 Mayıs'ta açılıyor. İSTANBUL ve ısı: hükümet “bitti” dedi, 3.500 kişi karşı çıktı!",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_odd_texts(text: str) -> None:
    audited(None, text, "fr")
    audited(EN, text, "en-fr")
    audited(text, FR, "en-fr")
    audited(text, text, "fr-fr")


@pytest.mark.parametrize("lang", SCRIPTS)
def test_scripts(lang: str) -> None:
    text = SCRIPTS[lang]
    alone = audited(None, text, lang)
    assert len(alone.documents[0].segments) == (1 if lang == "th" else {"zh": 3}.get(lang, 2))
    assert not [f for f in alone.findings if f.check in ("encoding", "capitalization", "terminology")]
    audited(EN, text, f"en-{lang}")
    audited(text, EN, f"{lang}-en")


def test_one_line_of_a_megabyte() -> None:
    random.seed(0)
    words = ["le", "port", "ouvre", "demain", "sans", "bruit", "et", "les", "bateaux", "partent", "ailleurs"]
    text = " ".join(" ".join(random.choices(words, k=9)).capitalize() + "." for _ in range(1_000_000 // 50))
    settings = Settings(back_translation="none", encoder="none", select=("ENC", "NUM", "PUN", "BPL"))
    report = pipeline.run([document(None, text, "fr")], settings)
    check(report)
    assert len(report.documents[0].segments) == 20_000


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "é" * 100_000, "港" * 100_000, "1" * 100_000, "«" * 100_000, "a-" * 50_000, "l’" * 50_000,
     " " * 100_000 + "a", "a" + "\n" * 100_000 + "b", "(" * 20_000,
     "M. " * 30_000, "." * 100_000,
     "&amp" * 25_000, "<b" * 50_000, "Ã©" * 50_000, "\u0301" * 100_000, "x\n" * 20_000,
     "NATO OTAN " * 10_000],
    ids=range(18),
)  # fmt: skip
def test_a_hundred_thousand_characters_of_one_kind(text: str) -> None:
    """Each took minutes wherever something was quadratic in the length."""
    audited(None, text, "fr")


def test_a_long_list_of_documents() -> None:
    items = [document("The port opens.", "Le port ouvre.", "en-fr", str(n)) for n in range(500)]
    settings = Settings(back_translation="none", encoder="none", select=INSIDE)
    assert len(pipeline.run(items, settings).documents) == 500


# A few as real commands


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("utf16.fr.txt", FR.encode("utf-16"), 3),
        ("odd.fr.txt", "".join(TEXTS.values()).replace("\0", "").encode(), 0),
        ("deep.jsonl", b"[" * 200_000, 3),
        ("cut.csv", b'id,target\n1,"never closed\n', 3),
    ],
)
def test_real_commands(tmp_path: Path, name: str, raw: bytes, code: int) -> None:
    put(tmp_path / name, raw)
    done = command("run", name, *PLAIN, "-o", "out", cwd=tmp_path)
    assert done.code == code
    assert isinstance(lines(tmp_path / "out" / "findings.jsonl"), Sequence)
