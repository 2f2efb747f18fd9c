"""The JSON record read back: the report that ``record.write`` wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from audit.errors import UsageError
from audit.model import (
    Article,
    BackTranslation,
    BaselineReport,
    Decision,
    Difference,
    Document,
    DocumentReport,
    Estimate,
    Evidence,
    Failure,
    Finding,
    Judgement,
    Kind,
    Known,
    Language,
    Need,
    NotJudged,
    Report,
    Score,
    Segment,
    Side,
    Span,
    Suppression,
    Verdict,
)
from audit.mqm import Severity

Json = Mapping[str, Any]


def read(folder: Path) -> Report:
    """The report of a folder. Raises UsageError where there is none, or one of another format."""
    summary = _summary(folder / "summary.json")
    texts = _lines(folder / "documents.jsonl")
    if len(texts) != len(summary["documents"]):
        raise _broken(folder / "documents.jsonl", "holds other documents than summary.json")
    # By order, not by name: two documents of one id stand one after the other.
    segments = _grouped(folder / "segments.jsonl", [d["segments"] for d in summary["documents"]])
    sizes = [d["findings"]["total"] + d["findings"]["suppressed"] for d in summary["documents"]]
    findings = _grouped(folder / "findings.jsonl", sizes)
    try:
        documents = tuple(
            _document(entry, text, s, f)
            for entry, text, s, f in zip(summary["documents"], texts, segments, findings, strict=True)
        )
        return Report(
            documents=documents,
            failures=tuple(Failure(f["where"], f["problem"], f["remedy"]) for f in summary["failures"]),
            score=_score(summary["score"]),
            verdict=Verdict(summary["verdict"]["passed"], tuple(summary["verdict"]["reasons"])),
            signature=summary["signature"],
            not_judged=tuple(map(_not_judged, summary["not_judged"])),
            notes=tuple(summary["notes"]),
            engine=summary["engine"],
            encoder=summary["encoder"],
            profile=summary["profile"],
            format_version=summary["format_version"],
            confirmed=_score(summary["confirmed"]) if summary["confirmed"] else None,
            baseline=_baseline(summary["baseline"]) if "baseline" in summary else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"holds no whole record ({type(error).__name__}: {error})") from None


def _summary(path: Path) -> dict[str, Any]:
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = f"mtaudit run INPUT --output {path.parent}"
        raise UsageError("holds no report of mtaudit", where=str(path.parent), remedy=remedy) from None
    except (OSError, ValueError) as error:
        raise _broken(path, f"cannot be read: {error}") from None
    known = Report.__dataclass_fields__["format_version"].default
    if not isinstance(summary, dict) or summary.get("format_version") != known:
        raise _broken(path, f"is not of format version {known}")
    if missing := [key for key in ("documents", "confirmed") if key not in summary]:
        raise _broken(path, f"has no {missing[0]!r}")
    return summary


def _broken(path: Path, problem: str) -> UsageError:
    return UsageError(problem, where=str(path), remedy="run the audit again")


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return [json.loads(line) for line in file]
    except FileNotFoundError:
        raise _broken(path, "is missing") from None
    except (OSError, ValueError) as error:
        raise _broken(path, f"cannot be read: {error}") from None


def _grouped(path: Path, sizes: list[int]) -> list[list[dict[str, Any]]]:
    """The lines of each document, which stand together, in the order of the documents."""
    lines = _lines(path)
    if len(lines) != sum(sizes):
        raise _broken(path, f"holds {len(lines)} lines where summary.json counts {sum(sizes)}")
    rest = iter(lines)
    return [list(islice(rest, size)) for size in sizes]


def _document(
    entry: Json,
    text: Json,
    segments: Sequence[Json],
    findings: Sequence[Json],
) -> DocumentReport:
    document = Document(
        id=entry["id"],
        target=text["target"],
        target_lang=_language(entry["target_lang"]),
        source=text["source"],
        source_lang=_language(entry["source_lang"]) if entry["source_lang"] else None,
        path=entry["path"],
        notes=tuple(entry["notes"]),
    )
    evidence = frozenset(map(Need, entry["evidence"]))
    return DocumentReport(
        article=Article(document, (), (), tuple(map(_segment, segments)), evidence),
        findings=tuple(map(_finding, findings)),
        score=_score(entry["score"]),
        not_judged=tuple(map(_not_judged, entry["not_judged"])),
        confirmed=_score(entry["confirmed"]) if entry["confirmed"] else None,
        estimate=_estimate(entry["estimate"]) if entry["estimate"] else None,
    )


def _estimate(entry: Json) -> Estimate:
    return Estimate(entry["score"], entry["low"], entry["high"], entry["calibrated"])


def _segment(line: Json) -> Segment:
    source, target = _span("source", line["source"]), _span("target", line["target"])
    back = None
    if line["back_translation"] is not None:
        back = _back(line["back_translation"], line)
    return Segment(
        index=line["segment"],
        source=source,
        target=target,
        kind=Kind(line["kind"]),
        back=back,
        measures={name: value for name, value in line["measures"].items() if value is not None},
        also=tuple(_back(b["text"], b) for b in line["also"]),
        differences=tuple(_differences(line["differences"])),
    )


def _back(text: str, line: Json) -> BackTranslation:
    return BackTranslation(text, line["engine"] or "", tuple(line["unknown"]), line.get("hops", 1))


def _differences(places: Sequence[Json]) -> Iterator[Difference]:
    """The places of one pair are one difference."""
    for _, group in groupby(places, key=itemgetter("pair")):
        sides = {place["side"]: place for place in group}
        any_ = next(iter(sides.values()))
        source, back = sides.get("source"), sides.get("back")
        yield Difference(
            kind=any_["kind"],
            source=_span("source", source),
            back=(back["start"], back["end"]) if back else None,
            agreed=any_["agreed"],
        )


def _finding(line: Json) -> Finding:
    spans = line.get("spans") or [line]
    decision, suppressed = line.get("decision"), line.get("suppressed")
    return Finding(
        doc=line["doc"],
        code=line["code"],
        name=line["name"],
        check=line["check"],
        mqm=line["mqm"],
        severity=Severity(line["severity"]),
        confidence=line["confidence"],
        message=line["message"],
        spans=tuple(Span(s["side"], s["start"], s["end"]) for s in spans),
        text=line["text"],
        evidence=tuple(Evidence(e["label"], e["text"]) for e in line["evidence"]),
        suggestion=line["suggestion"],
        segment=line["segment"],
        fingerprint=line["fingerprint"],
        baseline=line.get("baseline"),
        suppressed=Suppression(**suppressed) if suppressed else None,
        decision=_decision(decision) if decision else None,
    )


def _baseline(entry: Json) -> BaselineReport:
    absent, unused, expired = (
        tuple(Known(k["doc"], k["fingerprint"], k["code"], k["text"]) for k in entry[name])
        for name in ("absent", "unused", "expired")
    )
    return BaselineReport(entry["path"], absent, unused, expired)


def _decision(line: Json) -> Decision:
    return Decision(Judgement(line["decision"]), line["note"], line["author"], line["date"], line["expires"])


def _score(entry: Json) -> Score:
    return Score(
        words=entry["words"],
        counts=dict(entry["counts"]),
        penalty=entry["penalty"],
        per_word=entry["per_word"],
        per_thousand=entry["per_thousand"],
        raw=entry["raw"],
        calibrated=entry["calibrated"],
        threshold=entry["threshold"],
        passed=entry["passed"],
        small_sample=entry["small_sample"],
    )


def _not_judged(line: Json) -> NotJudged:
    return NotJudged(Need(line["need"]), line["reason"], line["remedy"], tuple(line["codes"]))


def _language(line: Json) -> Language:
    return Language(line["code"], line["origin"], line["confidence"] or 0.0)


def _span(side: Side, place: Json | None) -> Span | None:
    return None if place is None else Span(side, place["start"], place["end"])
