"""Answers that are kept for when the same is asked again."""

from __future__ import annotations

from typing import TypeVar

MOST = 50_000

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Memo(dict[Key, Answer]):
    """A dictionary that is begun anew when it holds `MOST`: what is asked of a cohort never ends,
    and memory must not grow with it."""

    def __setitem__(self, key: Key, answer: Answer) -> None:
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(key, answer)
