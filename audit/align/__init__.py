"""Source ↔ target: sentences that correspond, and what a whole batch shows of its terms."""
