"""Speed of the engines that run models: CTranslate2 int8 against transformers, in one run on one machine.

    python reports/benchmark_engines.py                # writes reports/engines.md

The model is laid out as OPUS-MT's are (MarianMT, 6 + 6 layers, width 512, 58,101 words) and its weights are
random: speed does not hang on what a model has learnt. Both engines translate the same sentences greedily and
are made to write exactly as many tokens as the source has, so that the lengths of the outputs are equal. Time
is taken after the model is loaded and one batch is done, the best of three rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Sequence
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--sentences", type=int, default=64)
    options.add_argument("--output", type=Path, default=_HERE / "engines.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = _model(Path(place) / "model")
        texts = _texts(given.sentences)
        rows = [
            *_transformers(folder, texts),
            *_ctranslate2(folder, Path(place) / "store", texts),
        ]
    given.output.write_text(_page(rows, texts), encoding="utf-8")
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


def _transformers(folder: Path, texts: Sequence[Sequence[int]]) -> list[tuple[str, float]]:
    import torch
    from transformers import MarianMTModel

    model = MarianMTModel.from_pretrained(str(folder)).eval()
    pad = _WORDS - 1

    def work(batch: Sequence[Sequence[int]]) -> int:
        longest = max(map(len, batch))
        rows = [[*text, *[pad] * (longest - len(text))] for text in batch]
        ids = torch.tensor(rows)
        made = model.generate(
            input_ids=ids, attention_mask=(ids != pad).long(), num_beams=1, do_sample=False,
            min_new_tokens=longest, max_new_tokens=longest,
        )  # fmt: skip
        assert made.shape[1] == longest + 1
        return longest * len(batch)

    out = []
    for threads in sorted({1, _cores()}):
        torch.set_num_threads(threads)
        with torch.inference_mode():
            out.append((f"transformers, float32, {threads} threads", _speed(work, texts, 2_048)))
    return out


def _ctranslate2(folder: Path, store: Path, texts: Sequence[Sequence[int]]) -> list[tuple[str, float]]:
    import ctranslate2

    place = converted(folder, store, "int8")
    words = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    name = {number: word for word, number in words.items()}
    out = []
    for workers, threads in sorted({(1, 1), (1, _cores()), (_cores(), 1)}):
        translator = ctranslate2.Translator(
            str(place), device="cpu", inter_threads=workers, intra_threads=threads
        )

        def start(batch: Sequence[Sequence[int]], translator: Any = translator) -> Any:
            longest = max(map(len, batch))
            return longest, translator.translate_batch(
                [[name[i] for i in text] for text in batch], beam_size=1, max_input_length=0,
                min_decoding_length=longest, max_decoding_length=longest, asynchronous=True,
            )  # fmt: skip

        def work(batch: Sequence[Sequence[int]], start: Callable[[Any], Any] = start) -> int:
            parts = [batch[k::2] for k in (0, 1)] if len(batch) > 1 else [batch]
            total = 0
            for longest, results in [start(part) for part in parts]:
                made = [len(result.result().hypotheses[0]) for result in results]
                assert set(made) == {longest}
                total += sum(made)
            return total

        label = f"CTranslate2, int8, {workers} workers of {threads} threads"
        out.append((label, _speed(work, texts, 2_048)))
    return out


def _speed(
    work: Callable[[Sequence[Sequence[int]]], int], texts: Sequence[Sequence[int]], budget: int
) -> float:
    """Tokens written a second, the best of three rounds."""
    groups = [[texts[i] for i in batch] for batch in batches([len(t) for t in texts], budget)]
    work(groups[-1])
    best = 0.0
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        tokens = sum(work(group) for group in groups)
        best = max(best, tokens / (time.perf_counter() - start))
    return best


def _page(rows: Sequence[tuple[str, float]], texts: Sequence[Sequence[int]]) -> str:
    slow = max(speed for label, speed in rows if label.startswith("transformers"))
    fast = max(speed for label, speed in rows if label.startswith("CTranslate2"))
    sizes = ", ".join(f"{name} {version(name)}" for name in ("ctranslate2", "transformers", "torch"))
    lines = [
        "# Engines that run models: speed",
        "",
        "Made by `python reports/benchmark_engines.py`. A MarianMT model of OPUS-MT's size (6 + 6 layers, width",
        f"512, {_WORDS:,} words, random weights) translates {len(texts)} sentences of 12–45 tokens, greedily, in",
        "batches of 2,048 tokens; both engines write as many tokens as the longest source of the batch has. Best",
        f"of {_ROUNDS} rounds, on {_cores()} cores of {_processor()}; {sizes}.",
        "",
        "| engine | tokens per second | against the fastest transformers |",
        "|---|---:|---:|",
        *(f"| {label} | {speed:,.0f} | {speed / slow:.1f} × |" for label, speed in rows),
        "",
        f"CTranslate2 at its fastest writes **{fast / slow:.1f} times** the tokens per second of transformers at",
        "its fastest. The engine runs as many workers of one thread as there are cores, at most eight.",
        "",
    ]
    return "\n".join(lines)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


if __name__ == "__main__":
    main()
