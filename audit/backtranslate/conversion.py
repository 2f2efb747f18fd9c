"""CTranslate2's form of a model: made once, kept by the model's content, never half written."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from audit.backtranslate.digest import digest
from audit.backtranslate.seq2seq import INSTALL, first_line, missing, quiet
from audit.errors import EngineError
from audit.packages import installed

#: ``model_type`` of configurations: OPUS-MT; M2M100 and NLLB.
KINDS = frozenset({"marian", "m2m_100"})
_NEEDS = ("torch", "transformers", "sentencepiece", "ctranslate2")
_SCHEME = 1  # raise it when the same model must be converted anew


class Unfit(EngineError):
    """The model would not translate the same after conversion: transformers must run it."""


def kind(folder: Path) -> str:
    """The ``model_type`` that a model's configuration names; "" where it names none."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return str(config.get("model_type", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def converted(folder: Path, store: Path, quantization: str) -> Path:
    """The folder under ``store`` that holds the model in ``folder`` converted; converts it where it is new.

    Raises Unfit where it cannot be converted faithfully (and remembers it), EngineError where something else
    is in the way.
    """
    name = f"{digest(folder)}-{quantization}-{installed('ctranslate2')}-{_SCHEME}"
    place, refusal = store / "ctranslate2" / name, store / "ctranslate2" / f"{name}.unfit"
    if (place / "model.bin").is_file():
        return place
    if kind(folder) not in KINDS:
        raise Unfit("CTranslate2 runs Marian, M2M100 and NLLB models only", where=str(folder))
    with suppress(OSError):
        raise Unfit(refusal.read_text(encoding="utf-8"), where=str(folder))
    if lacking := missing(_NEEDS):
        raise EngineError(f"to convert a model needs {', '.join(lacking)}", where=str(folder), remedy=INSTALL)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _convert(folder, place, quantization)
    except Unfit as error:
        with suppress(OSError):
            refusal.write_text(error.problem, encoding="utf-8")
        raise
    except OSError as error:
        raise EngineError(
            f"the converted model cannot be kept: {error.strerror or error}",
            where=str(place.parent),
            remedy="give another folder with --cache-dir",
        ) from error
    return place


def conversions(folder: Path, store: Path) -> list[Path]:
    """What ``store`` holds that was converted from the model in ``folder``."""
    return sorted(path for path in (store / "ctranslate2").glob(f"{digest(folder)}-*") if path.is_dir())


def discard(place: Path) -> None:
    """Removes a conversion, so that the next call makes it anew."""
    shutil.rmtree(place, ignore_errors=True)


def _convert(folder: Path, place: Path, quantization: str) -> None:
    """Beside its place first: the rename shows all of it or nothing, also when two runs convert at once."""
    rough = Path(tempfile.mkdtemp(prefix=".making-", dir=place.parent))
    try:
        with quiet():
            _converter(folder).convert(str(rough / "model"), quantization=quantization)
        with suppress(FileExistsError):
            if not (place / "model.bin").is_file():
                shutil.rmtree(place, ignore_errors=True)
                (rough / "model").rename(place)
    except (Unfit, OSError):
        raise
    except Exception as error:  # damage, or an architecture that the converter does not know
        raise EngineError(f"the model cannot be converted: {first_line(error)}", where=str(folder)) from error
    finally:
        shutil.rmtree(rough, ignore_errors=True)
    if not (place / "model.bin").is_file():
        raise EngineError("the converted model was not written", where=str(place))


def _converter(folder: Path) -> Any:
    from ctranslate2.converters import TransformersConverter

    class Careful(TransformersConverter):  # type: ignore[misc]
        """Refuses what would be converted without an error and then translate otherwise."""

        def load_model(self, model_class: Any, model_name_or_path: str, **options: Any) -> Any:
            model, report = model_class.from_pretrained(
                model_name_or_path, local_files_only=True, output_loading_info=True, **options
            )
            if absent := sorted(report["missing_keys"]):
                raise Unfit(f"the model's weights lack {absent[0]}", where=str(folder))
            if model.config.model_type == "marian":
                _check_start(model, folder)
            return model

        def load_tokenizer(self, tokenizer_class: Any, model_name_or_path: str, **options: Any) -> Any:
            tokenizer = tokenizer_class.from_pretrained(model_name_or_path, local_files_only=True, **options)
            # M2M100 keeps its language tokens apart from its vocabulary, where the converter looks for them.
            vocabulary = {**tokenizer.get_vocab(), **getattr(tokenizer, "lang_token_to_id", {})}
            tokenizer.get_vocab = lambda: dict(vocabulary)
            return tokenizer

    return Careful(str(folder))


def _check_start(model: Any, folder: Path) -> None:
    """CTranslate2 starts Marian's decoder from a zero embedding and drops the last token of the vocabulary,
    transformers starts from <pad>'s row: both agree only where <pad> is last and its row zero."""
    pad, config = model.config.pad_token_id, model.config
    if pad != config.vocab_size - 1 or config.decoder_start_token_id != pad:
        raise Unfit("CTranslate2 needs <pad> as the last token, and as the start", where=str(folder))
    rows = [part.embed_tokens.weight[pad] for part in (model.get_encoder(), model.get_decoder())]
    if any(bool(row.abs().max() > 0) for row in rows):
        raise Unfit("CTranslate2 starts from zero, this model's <pad> is not zero", where=str(folder))
