"""Speed of the engines that run models: CTranslate2 int8 against transformers, in one run on one machine.

    python reports/benchmark_engines.py                # writes reports/engines.md

The model is laid out as OPUS-MT's are (MarianMT, 6 + 6 layers, width 512, 58,101 words) and its weights are
random: speed does not hang on what a model has learnt. Both engines translate the same sentences greedily and
are made to write exactly as many tokens as the source has, so that the lengths of the outputs are equal. Time
is taken after the model is loaded and one batch is done, the best of three rounds.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import random
import tempfile
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from audit.backtranslate.batching import batches
from audit.backtranslate.conversion import converted

_HERE = Path(__file__).resolve().parent
_WORDS = 58_101  # the size of OPUS-MT's vocabulary for German and English
_SIZE = {"encoder_layers": 6, "decoder_layers": 6, "encoder_attention_heads": 8, "decoder_attention_heads": 8}
_WIDTH = {"d_model": 512, "encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048, "max_position_embeddings": 512}
_ROUNDS = 3
Work = Callable[[Sequence[Sequence[int]]], int]  # translates a batch; how many tokens it wrote


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--sentences", type=int, default=32)
    options.add_argument("--output", type=Path, default=_HERE / "engines.md")
    given = options.parse_args()
    texts = _texts(given.sentences)
    with tempfile.TemporaryDirectory() as place:
        folder = _model(Path(place) / "model")
        contenders = {**_transformers(folder), **_ctranslate2(folder, Path(place) / "store")}
        speeds = _race(contenders, texts)
    given.output.write_text(_page(speeds, texts), encoding="utf-8")
    print(given.output.read_text(encoding="utf-8"))


def _model(folder: Path) -> Path:
    """An untrained model of OPUS-MT's size; <pad> is last and its row zero, as in theirs."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    folder.mkdir()
    torch.manual_seed(1)
    pad = _WORDS - 1
    ids = {"pad_token_id": pad, "eos_token_id": 0, "decoder_start_token_id": pad, "forced_eos_token_id": 0}
    config = MarianConfig(
        vocab_size=_WORDS, scale_embedding=True, activation_function="swish", **_SIZE, **_WIDTH, **ids
    )
    model = MarianMTModel(config).eval()
    with torch.no_grad():
        for table in {model.get_encoder().embed_tokens.weight, model.get_decoder().embed_tokens.weight}:
            table[pad] = 0
    model.save_pretrained(str(folder))
    _tokenizer(folder)
    return folder


def _tokenizer(folder: Path) -> None:
    """A vocabulary of made-up words, and the two sentencepiece models that a Marian folder must hold."""
    import sentencepiece

    corpus = folder / "corpus.tmp"
    corpus.write_text("\n".join(f"w{i} w{i + 1}" for i in range(200)), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "m"),
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((folder / "m.model").read_bytes())
    for name in ("corpus.tmp", "m.model", "m.vocab"):
        (folder / name).unlink()
    words = ["</s>", "<unk>", *(f"▁w{i}" for i in range(_WORDS - 3)), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({w: i for i, w in enumerate(words)}), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": "de", "target_lang": "en"}))


def _texts(count: int) -> list[list[int]]:
    """Token numbers of sentences as long as those of news: 12 to 45 tokens."""
    draw = random.Random(1)
    return [[draw.randrange(2, _WORDS - 1) for _ in range(draw.randint(12, 45))] + [0] for _ in range(count)]


def _transformers(folder: Path) -> dict[str, Work]:
    import torch
    from transformers import MarianMTModel

    model = MarianMTModel.from_pretrained(str(folder)).eval()
    pad = _WORDS - 1

    def work(batch: Sequence[Sequence[int]], threads: int) -> int:
        torch.set_num_threads(threads)
        longest = max(map(len, batch))
        ids = torch.tensor([[*text, *[pad] * (longest - len(text))] for text in batch])
        with torch.inference_mode():
            made = model.generate(
                input_ids=ids, attention_mask=(ids != pad).long(), num_beams=1, do_sample=False,
                min_new_tokens=longest, max_new_tokens=longest,
            )  # fmt: skip
        assert made.shape[1] == longest + 1
        return longest * len(batch)

    return {
        f"transformers, float32, threads: {n}": functools.partial(work, threads=n)
        for n in sorted({1, _cores()})
    }


def _ctranslate2(folder: Path, store: Path) -> dict[str, Work]:
    import ctranslate2

    place = converted(folder, store, "int8")
    words = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    name = {number: word for word, number in words.items()}

    def work(batch: Sequence[Sequence[int]], translator: Any, workers: int) -> int:
        longest = max(map(len, batch))
        options = {"min_decoding_length": longest, "max_decoding_length": longest, "asynchronous": True}
        parts = [[[name[i] for i in text] for text in batch[k::workers]] for k in range(workers)]
        started = [
            translator.translate_batch(part, beam_size=1, max_input_length=0, **options) for part in parts
        ]
        lengths = [len(result.result().hypotheses[0]) for part in started for result in part]
        assert lengths == [longest] * len(batch)
        return sum(lengths)

    out: dict[str, Work] = {}
    for workers, threads in sorted({(1, 1), (1, _cores()), (_cores(), 1)}):
        translator = ctranslate2.Translator(
            str(place), device="cpu", inter_threads=workers, intra_threads=threads
        )
        label = f"CTranslate2, int8, workers: {workers}, threads of each: {threads}"
        out[label] = functools.partial(work, translator=translator, workers=workers)
    return out


@dataclass(frozen=True)
class Speed:
    """Tokens written in a second of the clock, and in a second of one processor's work."""

    clock: float = 0.0
    work: float = 0.0


def _race(contenders: Mapping[str, Work], texts: Sequence[Sequence[int]]) -> dict[str, Speed]:
    """One round of each after the other, so that what else the machine does meets all of them; the best."""
    groups = [[texts[i] for i in batch] for batch in batches([len(t) for t in texts], 2_048)]
    best = dict.fromkeys(contenders, Speed())
    for _ in range(_ROUNDS):
        for label, translate in contenders.items():
            translate(groups[-1][:2])
            clock, work = time.perf_counter(), time.process_time()
            tokens = sum(translate(group) for group in groups)
            made = Speed(tokens / (time.perf_counter() - clock), tokens / (time.process_time() - work))
            best[label] = Speed(max(best[label].clock, made.clock), max(best[label].work, made.work))
    return best


def _page(speeds: Mapping[str, Speed], texts: Sequence[Sequence[int]]) -> str:
    slow = _fastest(speeds, "transformers")
    fast = _fastest(speeds, "CTranslate2")
    versions = ", ".join(f"{name} {version(name)}" for name in ("ctranslate2", "transformers", "torch"))
    told = (
        "Made by `python reports/benchmark_engines.py`. A MarianMT model of OPUS-MT's size (6 + 6 layers, "
        f"width 512, {_WORDS:,} words, random weights) translates {len(texts)} sentences of 12–45 tokens "
        "greedily, in batches of up to 2,048 tokens; both engines write as many tokens as the longest source "
        f"of the batch has. Best of {_ROUNDS} rounds, the contenders in turn, on {_cores()} cores of "
        f"{_processor()}, at a load of {os.getloadavg()[0]:.1f} by whatever else it did; {versions}. "
        "A processor second leaves out the time that others had the processor."
    )
    rows = [f"| {label} | {speed.clock:,.0f} | {speed.work:,.0f} |" for label, speed in speeds.items()]
    figure = (
        f"CTranslate2 at its fastest writes **{fast.clock / slow.clock:.1f} times** the tokens of "
        "transformers at its fastest in a second of the clock, and "
        f"**{fast.work / slow.work:.1f} times** in a processor second. The engine runs as many workers "
        "of one thread as there are cores, at most eight."
    )
    head = ["| engine | tokens per second | tokens per processor second |", "|---|---:|---:|"]
    return "\n".join(
        ["# Speed of the engines that run models", "", *textwrap.wrap(told, 110), "", *head, *rows, "",
         *textwrap.wrap(figure, 110), ""]
    )  # fmt: skip


def _fastest(speeds: Mapping[str, Speed], engine: str) -> Speed:
    mine = [speed for label, speed in speeds.items() if label.startswith(engine)]
    return Speed(max(speed.clock for speed in mine), max(speed.work for speed in mine))


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


if __name__ == "__main__":
    main()
