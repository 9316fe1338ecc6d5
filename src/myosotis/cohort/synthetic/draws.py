"""Random numbers that depend on the seed, the patient and what is drawn, and on nothing else.

A number is a hash of these three, so patient 7 is the same among ten patients and among ten
millions, whatever was drawn before, and in chunks of any size.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_S30, _S27, _S31, _S11, _S16 = (np.uint64(bits) for bits in (30, 27, 31, 11, 16))
_LOW = np.uint64(0xFFFF)


class Draws:
    """Random numbers for the patients of a chunk; ``numbers`` are those of the whole registry."""

    def __init__(self, seed: int, numbers: Integers) -> None:
        self.numbers = numbers
        self._keys = _mixed(numbers.astype(np.uint64) * _STEP + _key(f"seed {seed}"))

    def uniform(
        self, stream: str, of: Integers | None = None, at: Integers | None = None
    ) -> Floats:
        """Numbers from 0 up to 1, one for each patient.

        ``of``: one for each of these places in the chunk instead, ``at`` telling apart those of
        one patient.
        """
        uniform: Floats = (self._bits(stream, of, at) >> _S11).astype(np.float64) * 2.0**-53
        return uniform

    def normal(self, stream: str, of: Integers | None = None, at: Integers | None = None) -> Floats:
        """Numbers about zero with standard deviation 1: a sum of four, so never beyond 3.5."""
        bits = self._bits(stream, of, at)
        total = bits & _LOW
        for _ in range(3):
            bits = bits >> _S16
            total = total + (bits & _LOW)
        normal: Floats = (total.astype(np.float64) / 65536.0 - (2.0 - 2.0 / 65536.0)) * 3.0**0.5
        return normal

    def choice(
        self,
        stream: str,
        weights: list[float],
        of: Integers | None = None,
        at: Integers | None = None,
    ) -> Integers:
        """The place of one of several, each as often as its weight says."""
        ends = np.cumsum(np.asarray(weights, dtype=np.float64))
        place: Integers = np.searchsorted(
            ends[:-1], self.uniform(stream, of, at) * ends[-1], side="right"
        )
        return place

    def between(
        self,
        stream: str,
        span: tuple[float, float],
        of: Integers | None = None,
        at: Integers | None = None,
    ) -> Floats:
        """Numbers from the one end up to the other."""
        low, high = span
        return low + (high - low) * self.uniform(stream, of, at)

    def _bits(self, stream: str, of: Integers | None, at: Integers | None) -> Words:
        keys = self._keys if of is None else self._keys[of]
        keys = keys ^ _key(stream)
        if at is not None:
            keys = keys + at.astype(np.uint64) * _STEP
        return _mixed(keys)


def _key(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


def _mixed(words: Words) -> Words:
    """The finaliser of splitmix64: each bit of the input changes half of the bits."""
    with np.errstate(over="ignore"):
        words = (words ^ (words >> _S30)) * _MIX[0]
        words = (words ^ (words >> _S27)) * _MIX[1]
        return words ^ (words >> _S31)
