"""Source ↔ back-translation ↔ target: overlap of words, likeness of meaning, and an estimate of quality."""
