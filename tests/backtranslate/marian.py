"""A Marian model made here: a toy corpus of our own, learnt by heart in a few hundred steps.

It is laid out as OPUS-MT models are, and as theirs its <pad> is the last token and its row zero: transformers
starts the decoder from that row, CTranslate2 from zero.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_NOUNS = {"Hund": "dog", "Baum": "tree", "Tisch": "table", "Garten": "garden"}
_ADJECTIVES = {"alt": "old", "neu": "new", "rot": "red", "klein": "small"}
PAIRS = [
    (f"Der {noun} ist {quality}.", f"The {english} is {meaning}.")
    for noun, english in _NOUNS.items()
    for quality, meaning in _ADJECTIVES.items()
]


def pieces(folder: Path, names: tuple[str, ...]) -> list[str]:
    """Trains a sentencepiece model on the corpus, writes it under ``names``; its pieces."""
    import sentencepiece

    corpus = folder / "corpus.tmp"
    corpus.write_text("\n".join(line for pair in PAIRS for line in pair), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "made"),
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    corpus.unlink()
    (folder / "made.vocab").unlink()
    made = folder / "made.model"
    for name in names:
        (folder / name).write_bytes(made.read_bytes())
    model = sentencepiece.SentencePieceProcessor(model_file=str(made))
    made.unlink()
    return [model.id_to_piece(i) for i in range(3, model.get_piece_size())]


def learn(model: Any, batch: Any, pad: int) -> None:
    """Trains until the sentences are known by heart; <pad>'s row stays zero."""
    import torch

    batch["labels"][batch["labels"] == pad] = -100
    tables = {model.get_encoder().embed_tokens.weight, model.get_decoder().embed_tokens.weight}
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(400):
        with torch.no_grad():
            for table in tables:
                table[pad] = 0
        loss = model(**batch).loss
        if loss.item() < 0.005:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()


def make_marian(folder: Path) -> Path:
    """The model, German to English, in ``folder``."""
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True)
    words = ["</s>", "<unk>", *pieces(folder, ("source.spm", "target.spm")), "<pad>"]
    (folder / "vocab.json").write_text(
        json.dumps({word: i for i, word in enumerate(words)}), encoding="utf-8"
    )
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": "de", "target_lang": "en"}))
    tokenizer = MarianTokenizer.from_pretrained(str(folder))
    torch.manual_seed(1)
    size = {
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
    }
    width = {"d_model": 48, "encoder_ffn_dim": 96, "decoder_ffn_dim": 96, "max_position_embeddings": 64}
    pad = words.index("<pad>")
    ids = {"pad_token_id": pad, "eos_token_id": 0, "decoder_start_token_id": pad, "forced_eos_token_id": 0}
    config = MarianConfig(vocab_size=len(words), dropout=0.0, scale_embedding=True, **size, **width, **ids)
    model = MarianMTModel(config).train()
    sources, targets = zip(*PAIRS, strict=True)
    batch = tokenizer(list(sources), text_target=list(targets), return_tensors="pt", padding=True)
    learn(model, batch, pad)
    model.save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return folder


def make_m2m100(folder: Path) -> Path:
    """A multilingual model in ``folder`` that is told the languages by tokens, as M2M100 and NLLB are."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    folder.mkdir(parents=True)
    words = ["<s>", "<pad>", "</s>", "<unk>", *pieces(folder, ("sentencepiece.bpe.model",))]
    (folder / "vocab.json").write_text(
        json.dumps({word: i for i, word in enumerate(words)}), encoding="utf-8"
    )
    tokenizer = M2M100Tokenizer(
        str(folder / "vocab.json"),
        str(folder / "sentencepiece.bpe.model"),
        src_lang="de",
        tgt_lang="en",
        model_max_length=64,
    )
    torch.manual_seed(1)
    size = {
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
    }
    width = {"d_model": 48, "encoder_ffn_dim": 96, "decoder_ffn_dim": 96, "max_position_embeddings": 64}
    ids = {"pad_token_id": 1, "eos_token_id": 2, "bos_token_id": 0, "decoder_start_token_id": 2}
    config = M2M100Config(
        vocab_size=max(tokenizer.lang_token_to_id.values()) + 9, scale_embedding=True, dropout=0.0,
        encoder_layerdrop=0.0, decoder_layerdrop=0.0, **size, **width, **ids,
    )  # fmt: skip
    model = M2M100ForConditionalGeneration(config).train()
    sources, targets = zip(*PAIRS, strict=True)
    batch = tokenizer(list(sources), text_target=list(targets), return_tensors="pt", padding=True)
    learn(model, batch, 1)
    model.save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return folder


def copy(folder: Path, to: Path) -> Path:
    """A copy that may be damaged."""
    to.mkdir()
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to
