"""What the other stages need to know of an encoder, and the guard that every encoder shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.languages import LANGUAGES

_HAN = re.compile("[\u3400-\u9fff]")
# With fewer tokens of a language a share says nothing: one odd name would be a quarter of a heading.
_ENOUGH = 200


class Encoder(Protocol):
    """Turns texts into vectors whose product is a likeness of meaning.

    The same text gets the same vector, whatever else is encoded in the same call.
    """

    @property
    def name(self) -> str:
        """The name the user gave, for run.json."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the model does."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text, float32 (len(texts), dimension), unit length.

        Texts that are longer than the model reads at once are counted in a warning of the log.

        Raises:
            ModelError: The vocabulary does not have a large share of the tokens of one language.
        """


def language_of(text: str) -> str:
    """Return zh for a text with Han characters, en for any other."""
    return "zh" if _HAN.search(text) else "en"


def plain(text: str) -> str:
    """Return the copy of a text that is embedded: one width, one script (Chinese), one kind of space."""
    return LANGUAGES[language_of(text)].normalise(text)


def refuse_unknown(name: str, texts: Sequence[str], counts: Sequence[tuple[int, int]], limit: float) -> None:
    """Refuse an encoder that cannot read the language of the texts.

    A model for English gives Chinese characters the sign for «unknown»: every pair of units would look alike.

    Args:
        name: Of the encoder.
        texts: What is to be encoded.
        counts: Tokens and unknown tokens of each text.
        limit: Largest share of unknown tokens in one language.

    Raises:
        ModelError: The share is larger, in a language of which there are enough tokens to tell.
    """
    for language in LANGUAGES:
        own = [count for text, count in zip(texts, counts, strict=True) if language_of(text) == language]
        total = sum(tokens for tokens, _ in own)
        unknown = sum(missing for _, missing in own)
        if total >= _ENOUGH and unknown > limit * total:
            raise ModelError(
                f"{name}: does not know {unknown / total:.0%} of the tokens of {len(own)} texts in language {language} "
                f"(limit embed.unknown_max = {limit:.0%}) → name a multilingual encoder, for example «static»"
            )
