"""Settings: what wins over what, and what is said of a mistake."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from audit import config
from audit.config import Settings, find, load, user_cache
from audit.errors import UsageError
from audit.grade import GateSettings
from audit.model import Need


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def error(text: str, folder: Path, name: str = "mtaudit.toml") -> str:
    path = put(folder / name, text)
    with pytest.raises(UsageError) as caught:
        load(config=path)
    return str(caught.value).removeprefix(str(folder) + "/")


def test_every_field_has_its_check() -> None:
    assert set(config._SETTINGS) == {f.name for f in fields(Settings)}
    assert set(config._GATE) == {f.name for f in fields(GateSettings)}


def test_defaults(tmp_path: Path) -> None:
    assert load(start=tmp_path) == Settings()
    s = Settings()
    assert (s.back_translation, s.encoder, s.profile, s.gate) == ("auto", "auto", "mqm", None)
    assert s.cache_dir == user_cache()


def test_the_file_wins_over_defaults_and_the_command_line_over_the_file(tmp_path: Path) -> None:
    put(tmp_path / "mtaudit.toml", 'source-lang = "en"\ntarget_lang = "fr"\nselect = ["UNT"]\nquiet = true\n')
    s = load(
        {"target_lang": "pt_br", "select": (), "encoder": None, "ignore": ("CAP", "NUM001, NAM")},
        start=tmp_path,
    )
    assert (s.source_lang, s.target_lang, s.select, s.quiet) == ("en", "pt-BR", ("UNT",), True)
    assert (s.encoder, s.ignore) == ("auto", ("CAP", "NUM001", "NAM"))


def test_the_nearest_file_wins_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    put(tmp_path / "pyproject.toml", '[tool.mtaudit]\nglossary = "terms.csv"\noutput = "/abs/out"\n')
    put(tmp_path / "a/pyproject.toml", "[tool.ruff]\nline-length = 100\n")
    (tmp_path / "a/b").mkdir()
    s = load(start=tmp_path / "a/b")
    assert s.glossary == tmp_path / "terms.csv" and s.output == Path("/abs/out")
    put(tmp_path / "a/mtaudit.toml", 'cache_dir = "cache"\n')
    s = load({"glossary": "mine.csv"}, start=tmp_path / "a/b")
    assert s.glossary == Path("mine.csv") and s.cache_dir == tmp_path / "a/cache"
    put(tmp_path / "a/pyproject.toml", '[tool.mtaudit]\nprofile = "wmt"\n')
    assert find(tmp_path / "a") == tmp_path / "a/mtaudit.toml"
    assert load(config=tmp_path / "a/pyproject.toml").profile == "wmt"


def test_the_gate_waits_until_it_is_asked_for(tmp_path: Path) -> None:
    put(
        tmp_path / "mtaudit.toml",
        '[gate]\nthreshold = 92\nmax-minor = 3\nrequire = ["back-translation", "grammar"]\n',
    )
    assert load(start=tmp_path).gate is None
    s = load(start=tmp_path, gated=True)
    assert s.gate == GateSettings(threshold=92, max_minor=3, require=(Need.BACK_TRANSLATION, Need.GRAMMAR))
    s = load({"threshold": 80.0, "require": ("encoder",)}, start=tmp_path)
    assert s.gate == GateSettings(threshold=80, max_minor=3, require=(Need.ENCODER,))


def test_what_is_asked_for_by_name_is_required_by_the_gate(tmp_path: Path) -> None:
    asked = {"back_translation": "apertium", "encoder": "use", "glossary": "t.csv"}
    gate = load(asked, gated=True, start=tmp_path).gate
    assert gate is not None and set(gate.require) == {Need.BACK_TRANSLATION, Need.ENCODER, Need.GLOSSARY}
    gate = load({"back_translation": "none"}, gated=True, start=tmp_path).gate
    assert gate is not None and gate.require == ()


def test_no_cache() -> None:
    assert Settings(cache=False, cache_dir=Path("x")).cache_dir is None
    assert Settings(cache_dir=None).cache_dir is None
    assert load({"cache": False}, start=Path("/")).cache_dir is None


def test_the_user_cache_follows_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/c")
    assert user_cache() == Path("/var/c/mtaudit")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert user_cache() == Path("~/.cache/mtaudit").expanduser()


def test_columns_from_table_and_command_line(tmp_path: Path) -> None:
    put(tmp_path / "mtaudit.toml", '[columns]\ntarget = "Übersetzung"\n')
    assert load(start=tmp_path).columns == {"target": "Übersetzung"}
    s = load({"columns": ("target=a=b", "id=Nr")}, start=tmp_path)
    assert s.columns == {"target": "a=b", "id": "Nr"}
    options = s.inputs(Path("s.txt"))
    assert (options.source, options.columns, options.source_lang) == (Path("s.txt"), s.columns, None)


def test_exceptions(tmp_path: Path) -> None:
    put(
        tmp_path / "pyproject.toml",
        """
        [tool.mtaudit]
        do-not-translate = ["Face ID", "Hello, world"]
        names = "names.txt"
        [tool.mtaudit.ignore-patterns]
        TRM = ["^NATO StratCom$", "a,b"]
        [tool.mtaudit.per-file-ignores]
        "archive/*" = ["typography", "CAP001"]
        """,
    )
    s = load(start=tmp_path)
    assert s.do_not_translate == ("Face ID", "Hello, world")
    assert s.names == tmp_path / "names.txt"
    assert s.ignore_patterns == {"TRM": ("^NATO StratCom$", "a,b")}
    assert s.per_file_ignores == {"archive/*": ("typography", "CAP001")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[ignore-patterns]\nTRM001 = ["^A$"]\nCAP = ["(NATO"]',
            "mtaudit.toml:3: 'CAP' holds '(NATO', which is no regular expression: missing )",
        ),
        ('[ignore-patterns]\nXYZ = ["a"]', "mtaudit.toml:2: 'XYZ' names no rule, check or code prefix"),
        ('[ignore-patterns]\nTRM = "a"', "mtaudit.toml:2: 'TRM' must be a list of texts"),
        ("ignore-patterns = 5", "mtaudit.toml:1: 'ignore-patterns' must map rules to patterns"),
        (
            '[per-file-ignores]\n"a/*" = ["TYP", "TPY"]',
            "mtaudit.toml:2: 'a/*' names no rule, check or code prefix: 'TPY' (`mtaudit rules` lists them)",
        ),
        ("per-file-ignores = []", "mtaudit.toml:1: 'per-file-ignores' must map paths to rules"),
        ("names = 5", "mtaudit.toml:1: 'names' must be a list of texts, not 5"),
        ('do-not-translate = [""]', "mtaudit.toml:1: 'do-not-translate' must be a list of texts"),
        (
            '\nbacktranslation = "auto"',
            "mtaudit.toml:2: no setting is called 'backtranslation' (did you mean back-translation?)",
        ),
        ("zzz = 1", "mtaudit.toml:1: no setting is called 'zzz' (there are: source-lang, "),
        (
            "[gate]\n\nmax-mayor = 1",
            "mtaudit.toml:3: no setting is called 'max-mayor' (did you mean max-major?)",
        ),
        ("[gate]\nthreshold = 101", "mtaudit.toml:2: 'threshold' must be a number from 0 to 100, not 101"),
        (
            "[gate]\nmax-critical = -1",
            "mtaudit.toml:2: 'max-critical' must be a whole number of 0 or more, not -1",
        ),
        ("[gate]\nmax_minor = true", "must be a whole number"),
        ("[gate]\nmax-not-judged = nan", "must be a number from 0 to 1"),
        (
            '[gate]\nrequire = ["luck"]',
            "mtaudit.toml:2: 'require' can hold source, back-translation, encoder, grammar-checker,",
        ),
        ("gate = 90", "mtaudit.toml:1: 'gate' must be a table"),
        (
            "[gate]\nmax-by-rule = { XYZ = 1 }",
            "mtaudit.toml:2: 'max-by-rule' can hold rules alone: no rule, check or code prefix is called",
        ),
        (
            "[gate.max-by-rule]\nCAP = -1",
            "mtaudit.toml:1: 'max-by-rule' of CAP must be a whole number of 0 or more, not -1",
        ),
        ("[gate]\npairs = 5", "mtaudit.toml:2: 'pairs' must hold tables ([gate.pairs.\"en-fr\"])"),
        (
            '[gate.pairs."en-fr"]\nthreshold = 90\nmax-minor = "few"',
            "mtaudit.toml:3: 'max-minor' must be a whole number of 0 or more, not 'few'",
        ),
        (
            "[gate.folders.news]\n\nthreshhold = 1",
            "mtaudit.toml:3: no setting is called 'threshhold' (did you mean threshold?)",
        ),
        (
            "[gate.pairs.french]\nthreshold = 1",
            "mtaudit.toml:1: 'french' is no language pair (en-fr, or *-fr)",
        ),
        ("[gate.folders.news]\nfolders = {}", "mtaudit.toml:2: no setting is called 'folders'"),
        ("fail-on-regression = 1", "mtaudit.toml:1: 'fail-on-regression' must be true or false, not 1"),
        ("select = 5", "mtaudit.toml:1: 'select' must be a list of texts, not 5"),
        ('quiet = "yes"', "'quiet' must be true or false, not 'yes'"),
        ('profile = "bleu"', "'profile' cannot be 'bleu': there are: mqm, wmt"),
        ('source-lang = "english"', "'source-lang' must be a language code, not 'english': write en"),
        (
            'formats = ["xlsx"]',
            "'formats' can hold csv, parquet, sarif, junit, github, gitlab, rdjson, markdown, marot, not",
        ),
        ('[columns]\ntgt = "a"', "mtaudit.toml:1: 'columns' knows the names id, source, target"),
        ("min-confidence = 2", "must be a number from 0 to 1, not 2"),
        ("glossary = 1", "'glossary' must be a path"),
        ('back-translation = ""', "'back-translation' must be text"),
        ("a = [", "is no TOML"),
    ],
)
def test_mistakes_name_file_line_key_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    assert said in error(text, tmp_path)


def test_mistakes_in_pyproject(tmp_path: Path) -> None:
    text = '[tool.ruff]\nselect = ["E"]\n\n[tool.mtaudit]\nselekt = ["UNT"]\n'
    assert error(text, tmp_path, "pyproject.toml").startswith(
        "pyproject.toml:5: no setting is called 'selekt'"
    )
    assert "tool.mtaudit must be a table" in error("[tool]\nmtaudit = 5\n", tmp_path, "pyproject.toml")
    text = "[tool.mtaudit.gate]\nthreshold = 'high'\n"
    assert error(text, tmp_path, "pyproject.toml").startswith(
        "pyproject.toml:2: 'threshold' must be a number"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the configuration cannot be read: No such file"):
        load(config=tmp_path / "gone.toml")
    (tmp_path / "mtaudit.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"mtaudit.toml: the configuration is no UTF-8"):
        load(start=tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"select": 5},
        {"source_lang": "english"},
        {"min_confidence": 2},
        {"gate": 5},
        {"back_translation": None},
        {"columns": ["a"]},
    ],
)
def test_the_constructor_checks_as_well(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"'{next(iter(wrong))}'"):
        Settings(**wrong)


def test_the_constructor_takes_plain_values() -> None:
    s = Settings(glossary="t.csv", select="UNT", gate={"threshold": 95})  # type: ignore[arg-type]
    assert (s.glossary, s.select) == (Path("t.csv"), ("UNT",))
    assert s.gate == GateSettings(threshold=95.0, require=(Need.GLOSSARY,))


def test_an_unknown_override_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean threshold"):
        load({"treshold": 1}, start=tmp_path)


def test_thresholds_of_rules_pairs_and_folders(tmp_path: Path) -> None:
    text = """
        [tool.mtaudit.gate]
        threshold = 92
        max-by-rule = { CAP = 3, untranslated = 0 }
        [tool.mtaudit.gate.pairs."en-*"]
        threshold = 80
        require = ["source"]
        [tool.mtaudit.gate.folders."news/archive"]
        max_minor = 5
    """
    gate = load(gated=True, config=put(tmp_path / "pyproject.toml", text)).gate
    assert gate == GateSettings(
        threshold=92.0,
        max_by_rule={"CAP": 3, "untranslated": 0},
        pairs={"en-*": {"threshold": 80.0, "require": (Need.SOURCE,)}},
        folders={"news/archive": {"max_minor": 5}},
    )
    assert gate == Settings(gate=gate).gate


def test_thresholds_by_rule_from_the_command_line(tmp_path: Path) -> None:
    gate = load({"max_by_rule": ("CAP=3", "untranslated=0")}, start=tmp_path).gate
    assert gate is not None and gate.max_by_rule == {"CAP": 3, "untranslated": 0}
    for wrong in ("CAP", "CAP=x", "=3", "XYZ=1"):
        with pytest.raises(UsageError, match="--max-by-rule"):
            load({"max_by_rule": (wrong,)}, start=tmp_path)


def test_the_origin_of_every_setting(tmp_path: Path) -> None:
    text = """source-lang = "en"
quiet = true
[gate]
max_minor = 3
threshold = 91
[gate.pairs."en-fr"]
max-major = 1
"""
    path = put(tmp_path / "mtaudit.toml", text)
    found, origins = config.origins({"threshold": 80.0, "select": (), "encoder": "none"}, start=tmp_path)
    assert found == path
    assert origins == {
        "source_lang": f"{path}:1",
        "quiet": f"{path}:2",
        "gate.max_minor": f"{path}:4",
        "gate.threshold": "--threshold",
        "gate.pairs.en-fr.max_major": f"{path}:7",
        "encoder": "--encoder",
    }
    assert config.origins(start=Path("/")) == (None, {})
