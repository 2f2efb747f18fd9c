"""Plain texts: ``name.en.txt`` + ``name.fr.txt``, ``en/name.txt`` + ``fr/name.txt``, or a target alone.

Exceptions of a target stand beside it: ``name.fr.ignore``, see ``audit.acquire.sidecar``.

One source may have several targets, each a document. Which language is the source: the one that is named by
option, else the one that most texts are there in, English where several are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.acquire.codes import canonical
from audit.acquire.documents import build, named
from audit.acquire.encoding import read_text
from audit.acquire.files import Found
from audit.acquire.naming import Named, name_all
from audit.acquire.options import InputOptions
from audit.acquire.sidecar import read_ignored
from audit.errors import InputError, UsageError
from audit.model import Document, Failure


@dataclass(frozen=True)
class Job:
    """A target to read, and its source if it has one, with the languages that their names tell."""

    target: Named
    source: Path | None = None
    source_code: str | None = None
    notes: tuple[str, ...] = ()


Plan = Mapping[Found, Job | Failure]


def plan(files: Sequence[Found], options: InputOptions) -> Plan:
    """Text file → what to do with it; a file that is only the source of others is not in it.

    Raises UsageError where an explicit source does not meet exactly one target.
    """
    if options.source is not None:
        return _explicit(files, options)
    groups: dict[tuple[str, ...], list[Named]] = defaultdict(list)
    for item in name_all(files):
        groups[item.key].append(item)
    option = canonical(options.source_lang) if options.source_lang else None
    source = option or _common(list(groups.values()))
    wanted = canonical(options.target_lang) if options.target_lang else None
    if wanted is not None and not any(n.code == wanted for g in groups.values() for n in g):
        wanted = None  # no name says so: then the option names the language of what is there
    out: dict[Found, Job | Failure] = {}
    paired = option is not None or any(len(g) > 1 for g in groups.values())
    for group in groups.values():
        out.update(_group(group, source, wanted, paired))
    return out


def read_job(job: Job, options: InputOptions) -> Document:
    """The document of a job. Raises InputError."""
    path = job.target.file.path
    target = read_text(path)
    source = read_text(job.source) if job.source is not None else None
    ignored = read_ignored(path)
    try:
        return build(
            job.target.file.name,
            target,
            source,
            target_lang=named(options.target_lang, job.target.code, "file name", "target_lang"),
            source_lang=named(options.source_lang, job.source_code, "file name", "source_lang"),
            path=str(path),
            notes=job.notes,
            ignored=ignored,
            source_path=str(job.source) if job.source is not None else None,
        )
    except InputError as error:
        raise InputError(error.problem, where=str(path), remedy=error.remedy) from None


def _explicit(files: Sequence[Found], options: InputOptions) -> Plan:
    assert options.source is not None
    source = Found(options.source)
    given = [f for f in files if f.path.resolve() != source.path.resolve()]
    if len(given) != 1:
        count = f"{len(given)} are" if given else "none is"
        problem = f"--source is the source of one target, and {count} given"
        raise UsageError(
            problem,
            where=str(options.source),
            remedy="give one text file, or pair by name: a.en.txt, a.fr.txt",
        )
    target, text = name_all([given[0], source])
    return {given[0]: Job(target, source.path, text.code if text.code != target.code else None)}


def _common(groups: Sequence[Sequence[Named]]) -> str | None:
    """The language that most translated texts are there in; None where several are and none is English."""
    counts = Counter(code for g in groups if len(g) > 1 for code in {n.code for n in g if n.code})
    if not counts:
        return "en"
    most = [code for code, n in counts.items() if n == max(counts.values())]
    english = [code for code in most if code.split("-")[0] == "en"]
    return most[0] if len(most) == 1 else next(iter(sorted(english)), None)


def _group(
    group: Sequence[Named], source: str | None, wanted: str | None, paired: bool
) -> dict[Found, Job | Failure]:
    """What to do with the files of one text."""
    first: dict[str | None, Named] = {}
    out: dict[Found, Job | Failure] = {}
    for item in group:
        if item.code in first:
            path, other = item.file.path, first[item.code].file.path
            out[item.file] = Failure(
                str(path), f"is by its name the same text as {other.name}", "keep one, or rename one"
            )
        else:
            first[item.code] = item
    items = list(first.values())
    origin = _source(items, source, wanted)
    if origin is None and len(items) > 1 and source is None:
        names = " and ".join(sorted(n.file.path.name for n in items[:2]))
        for item in items:
            out[item.file] = Failure(
                str(item.file.path),
                f"{names}: no telling which is the source",
                f"--source-lang {items[0].code}, or the other",
            )
        return out
    if len(items) == 1 and origin is not None:
        if paired:
            where = str(items[0].file.path)
            out[items[0].file] = Failure(
                where,
                "is a source without a translation",
                f"put one beside it, e.g. {_beside(items[0], 'fr')}",
            )
            return out
        origin = None
    for item in items:
        if item is origin or (wanted is not None and item.code is not None and item.code != wanted):
            continue
        out[item.file] = _job(item, origin, source)
    return out


def _source(items: Sequence[Named], source: str | None, wanted: str | None) -> Named | None:
    """The source among the files of one text: by code, else by language, else what is not the target."""
    if source is not None:
        base = source.split("-")[0]
        same = [n for n in items if n.code == source]
        near = [n for n in items if n.code and n.code.split("-")[0] == base and n.code != wanted]
        return next(iter(same or near), None)
    others = [n for n in items if n.code != wanted]
    return others[0] if wanted is not None and len(others) == 1 < len(items) else None


def _job(item: Named, origin: Named | None, source: str | None) -> Job:
    if origin is not None:
        return Job(item, origin.file.path, origin.code)
    if item.code is None:
        return Job(item)
    code = source or "en"
    beside = item.file.path.with_name(f"{item.key[-1]}.{code}{item.file.path.suffix}")
    if item.file.folder is None and item.code != code and beside != item.file.path and beside.is_file():
        return Job(item, beside, code)  # "a.fr.txt" was given: "a.en.txt" lies beside it
    if item.code.split("-")[0] == code.split("-")[0]:
        return Job(item)
    return Job(item, notes=(f"there is no source beside it ({_beside(item, code)}): it is audited alone",))


def _beside(item: Named, code: str) -> str:
    """How the same text in another language would be called."""
    path = item.file.path
    if path.stem == item.key[-1]:
        return f"{code}/{path.name}"
    return f"{item.key[-1]}.{code}{path.suffix}"
