"""Plain texts: which are sources, which are targets, and of which languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.acquire import InputOptions, read
from audit.errors import UsageError
from audit.model import Document, Failure

EN = "The harbour was closed for two days because of the storm, and no ferry left the island."
FR = "Le port est resté fermé deux jours à cause de la tempête, et aucun ferry n'a quitté l'île."
DE = "Der Hafen blieb wegen des Sturms zwei Tage lang geschlossen, und keine Fähre verließ die Insel."


def put(folder: Path, **files: str) -> Path:
    """Write files: "_" stands for ".", "__" for "/"."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').replace('_', '.')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def documents(*paths: Path, **options: object) -> dict[str, Document]:
    items = list(read(paths, InputOptions(**options)))  # type: ignore[arg-type]
    assert not [i for i in items if isinstance(i, Failure)]
    return {i.id: i for i in items if isinstance(i, Document)}


def failures(*paths: Path, **options: object) -> list[Failure]:
    return [i for i in read(paths, InputOptions(**options)) if isinstance(i, Failure)]  # type: ignore[arg-type]


def test_a_pair_in_a_folder(tmp_path: Path) -> None:
    found = documents(put(tmp_path, a_en=EN, a_fr=FR))
    assert list(found) == ["a.fr"]
    a = found["a.fr"]
    assert (a.source, a.target) == (EN, FR)
    assert a.source_lang is not None and (a.source_lang.code, a.source_lang.origin) == ("en", "file name")
    assert (a.target_lang.code, a.target_lang.origin) == ("fr", "file name")
    assert a.path == str(tmp_path / "a.fr.txt")
    assert a.notes == ()


def test_one_source_and_several_targets_in_sorted_order(tmp_path: Path) -> None:
    found = documents(put(tmp_path, b_fr=FR, b_en=EN, a_fr=FR, a_de=DE, a_en=EN))
    assert list(found) == ["a.de", "a.fr", "b.fr"]
    assert all(d.source == EN for d in found.values())


def test_a_tree_of_language_folders(tmp_path: Path) -> None:
    found = documents(put(tmp_path, news__en__a=EN, news__fr__a=FR, news__de__a=DE))
    assert list(found) == ["news/de/a", "news/fr/a"]
    assert all(d.source == EN for d in found.values())
    assert [d.target_lang.code for d in found.values()] == ["de", "fr"]


def test_language_folders_given_one_by_one(tmp_path: Path) -> None:
    put(tmp_path, en__a=EN, fr__a=FR)
    found = documents(tmp_path / "en", tmp_path / "fr")
    assert [(d.id, d.source) for d in found.values()] == [("a", EN)]


def test_language_in_folder_and_name(tmp_path: Path) -> None:
    found = documents(put(tmp_path, en__a_en=EN, fr__a_fr=FR))
    assert [(d.id, d.source) for d in found.values()] == [("fr/a.fr", EN)]


def test_the_source_is_the_language_that_most_texts_share(tmp_path: Path) -> None:
    found = documents(put(tmp_path, a_de=DE, a_en=EN, b_de=DE, b_fr=FR))
    assert {k: d.source for k, d in found.items()} == {"a.en": DE, "b.fr": DE}


def test_the_source_by_option(tmp_path: Path) -> None:
    found = documents(put(tmp_path, a_en=EN, a_fr=FR), source_lang="fr")
    assert [(d.id, d.source) for d in found.values()] == [("a.en", FR)]
    assert found["a.en"].source_lang is not None and found["a.en"].source_lang.origin == "option"


def test_a_region_fits_its_language(tmp_path: Path) -> None:
    put(tmp_path, a_fr=FR)
    (tmp_path / "a.en-US.txt").write_text(EN, encoding="utf-8")
    assert documents(tmp_path, source_lang="en")["a.fr"].source == EN
    assert documents(tmp_path, source_lang="en-US")["a.fr"].source == EN


def test_no_telling_which_is_the_source(tmp_path: Path) -> None:
    put(tmp_path, a_de=DE, a_fr=FR)
    lost = failures(tmp_path)
    assert len(lost) == 2 and all("no telling which is the source" in f.problem for f in lost)
    assert lost[0].remedy is not None and "--source-lang" in lost[0].remedy
    assert documents(tmp_path, source_lang="de")["a.fr"].source == DE
    assert documents(tmp_path, target_lang="fr")["a.fr"].source == DE


def test_the_target_language_chooses_among_names(tmp_path: Path) -> None:
    put(tmp_path, a_en=EN, a_fr=FR, a_de=DE, b_en=EN, b_de=DE)
    assert list(documents(tmp_path, target_lang="de")) == ["a.de", "b.de"]


def test_a_target_alone(tmp_path: Path) -> None:
    put(tmp_path, lone_fr=FR, article=FR)
    found = documents(tmp_path)
    assert list(found) == ["article", "lone.fr"]
    lone, article = found["lone.fr"], found["article"]
    assert lone.source is None and lone.source_lang is None
    assert lone.target_lang.origin == "file name"
    assert any("no source beside it (lone.en.txt)" in note for note in lone.notes)
    assert (article.target_lang.code, article.target_lang.origin) == ("fr", "detected")
    assert 0 < article.target_lang.confidence <= 1
    assert article.notes == ()


def test_a_lone_source_is_a_failure_where_others_have_translations(tmp_path: Path) -> None:
    put(tmp_path, a_en=EN, a_fr=FR, b_en=EN)
    lost = failures(tmp_path)
    assert [Path(f.where).name for f in lost] == ["b.en.txt"]
    assert "without a translation" in lost[0].problem
    assert [i.id for i in read([tmp_path]) if isinstance(i, Document)] == ["a.fr"]


def test_english_alone_is_a_target(tmp_path: Path) -> None:
    a = documents(put(tmp_path, a_en=EN))["a.en"]
    assert a.target == EN and a.notes == ()


def test_files_given_by_name_are_a_pair(tmp_path: Path) -> None:
    put(tmp_path, x__a_en=EN, x__a_fr=FR, y__a_fr=FR, z__b_en=EN, w__b_fr=FR)
    assert documents(tmp_path / "x/a.fr.txt", tmp_path / "x/a.en.txt")["a.fr"].source == EN
    assert documents(tmp_path / "z/b.en.txt", tmp_path / "w/b.fr.txt")["b.fr"].source == EN


def test_a_source_beside_a_given_target_is_found(tmp_path: Path) -> None:
    put(tmp_path, a_en=EN, a_fr=FR, a_de=DE)
    assert documents(tmp_path / "a.fr.txt")["a.fr"].source == EN
    assert documents(tmp_path / "a.fr.txt", source_lang="de")["a.fr"].source == DE


def test_an_explicit_source(tmp_path: Path) -> None:
    put(tmp_path, original=EN, translation=FR, other=FR)
    found = documents(tmp_path / "translation.txt", source=tmp_path / "original.txt")
    assert found["translation"].source == EN
    assert found["translation"].source_lang is not None
    assert found["translation"].source_lang.code == "en"
    with pytest.raises(UsageError, match="2 are given"):
        documents(tmp_path / "translation.txt", tmp_path / "other.txt", source=tmp_path / "original.txt")
    with pytest.raises(UsageError, match="none is given"):
        documents(tmp_path / "original.txt", source=tmp_path / "original.txt")
    lost = failures(tmp_path / "translation.txt", source=tmp_path / "gone.txt")
    assert [f.where for f in lost] == [str(tmp_path / "gone.txt")]
    lost = failures(tmp_path / "gone.txt", source=tmp_path / "original.txt")
    assert [f.problem for f in lost] == ["there is no such file or folder"]


def test_words_that_look_like_codes(tmp_path: Path) -> None:
    found = documents(put(tmp_path, article_new=FR, no__b=FR, article_v2=EN))
    assert {d.target_lang.origin for d in found.values()} == {"detected"}
    both = documents(put(tmp_path / "pairs", it__b=FR, en__b=EN))
    assert both["it/b"].target_lang.code == "it" and both["it/b"].source == EN


def test_three_letters_become_two(tmp_path: Path) -> None:
    found = documents(put(tmp_path, a_eng=EN, a_fra=FR))
    assert found["a.fra"].target_lang.code == "fr" and found["a.fra"].source == EN


def test_two_files_of_one_name_are_told(tmp_path: Path) -> None:
    put(tmp_path, a_en=EN, a_fr=FR)
    (tmp_path / "a.fr.md").write_text(FR, encoding="utf-8")
    lost = failures(tmp_path)
    assert len(lost) == 1 and "the same text as" in lost[0].problem


def test_ids_that_clash_are_told(tmp_path: Path) -> None:
    put(tmp_path, x__a_fr=FR, y__a_fr=DE)
    items = list(read([tmp_path / "x/a.fr.txt", tmp_path / "y/a.fr.txt"]))
    assert isinstance(items[0], Document) and isinstance(items[1], Failure)
    assert "'a.fr' is already that of" in items[1].problem and items[1].remedy
    assert [i.id for i in read([tmp_path]) if isinstance(i, Document)] == ["x/a.fr", "y/a.fr"]


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, a_fr=FR)
    assert list(documents(tmp_path, tmp_path / "a.fr.txt", tmp_path)) == ["a.fr"]


def test_the_option_wins(tmp_path: Path) -> None:
    put(tmp_path, a_fr=f"{DE} " * 5)
    by_name = documents(tmp_path / "a.fr.txt")["a.fr"]
    assert (by_name.target_lang.code, by_name.target_lang.origin) == ("fr", "file name")
    by_option = documents(tmp_path / "a.fr.txt", target_lang="de")["a.fr"]
    assert (by_option.target_lang.code, by_option.target_lang.origin) == ("de", "option")


def test_an_empty_target_fails_and_an_empty_source_is_noted(tmp_path: Path) -> None:
    put(tmp_path, a_en=EN, a_fr=" \r\n\t", b_en="\n", b_fr=FR)
    items = list(read([tmp_path]))
    assert isinstance(items[0], Failure) and items[0].problem == "the target is empty" and items[0].remedy
    assert isinstance(items[1], Document) and items[1].source is None
    assert any("the source is empty" in note for note in items[1].notes)


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    text = f"\r\n  Titre\r\n\r\n{FR}\u2028 \u00a0e\u0301\r\n\n"
    put(tmp_path, b_en=EN, b_fr=text)
    (tmp_path / "c.fr.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = documents(tmp_path)
    assert found["b.fr"].target == text
    assert found["c.fr"].target == text


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path, a_en=EN, a_fr=FR, b_en=EN, c_en=EN, c_fr=FR)
    (tmp_path / "b.fr.txt").write_bytes(FR.encode("latin-1"))
    (tmp_path / "d.fr.txt").write_bytes(FR.encode("utf-16"))
    items = list(read([tmp_path]))
    assert [i.id for i in items if isinstance(i, Document)] == ["a.fr", "c.fr"]
    assert [Path(i.where).name for i in items if isinstance(i, Failure)] == ["b.fr.txt", "d.fr.txt"]


def test_markdown_is_text_and_a_readme_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.fr.md").write_text(FR, encoding="utf-8")
    (tmp_path / "README.md").write_text(EN, encoding="utf-8")
    assert list(documents(tmp_path)) == ["a.fr"]
    assert list(documents(tmp_path / "README.md")) == ["README"]
