"""Features of the fast classifier: hashing is the same for a text wherever it stands, numbers and years are marked."""

from __future__ import annotations

import numpy as np

from pipeline.classify.features import (
    PLACE,
    WIDTH,
    YEAR_AFTER,
    YEAR_BEFORE,
    YEAR_OF_SPEECH,
    _hash,
    _mark_numbers,
    featurise,
)
from pipeline.records import Segmented

from .documents import document

BUCKETS = 1 << 12


def _bag(segmented: Segmented, sentence: int) -> list[int]:
    one = featurise(segmented, BUCKETS)
    low, high = one.clause_starts[sentence], one.clause_starts[sentence + 1]
    return sorted(one.grams[one.gram_starts[low] : one.gram_starts[high]].tolist())


def test_years_are_marked_by_their_distance_from_the_speech_and_numbers_by_a_zero() -> None:
    assert _mark_numbers("2030年、2031年、2032年共12.5亿元", 2031) == (
        f"{YEAR_BEFORE}年、{YEAR_OF_SPEECH}年、{YEAR_AFTER}年共0亿元"
    )
    assert _mark_numbers("12,500 boats", 2031) == "0 boats"


def test_a_sentence_has_the_same_buckets_wherever_it_stands() -> None:
    for language, texts in (
        ("zh", ["修好渡口。", "培育船厂四家，修路九里。"]),
        ("en", ["We mend it.", "The ferry will sail, and soon."]),
    ):
        alone = [_bag(document([text], language=language), 0) for text in texts]
        together = document([texts[1], texts[0], texts[1]], language=language)
        assert [_bag(together, k) for k in range(3)] == [alone[1], alone[0], alone[1]]


def test_ngrams_are_counted_right() -> None:
    # «^ab$»: four single signs, three pairs, two triples, one quadruple for Chinese
    grams, starts = _hash(["甲乙", ""], "zh", BUCKETS)
    assert starts.tolist() == [0, 10, 13]
    # letters of order four over «^a bc d$» (8 signs): 5; words ^ a bc d $ → with the frame signs as words of their own
    grams, starts = _hash(["a bc d"], "en", 1 << 30)
    assert starts.tolist() == [0, 5 + 5 + 4 + 3]
    assert len(set(grams.tolist())) == len(grams)


def test_word_order_and_word_borders_change_the_buckets() -> None:
    def bag(text: str) -> set[int]:
        return set(_hash([text], "en", 1 << 30)[0].tolist())

    assert bag("ferry boat") != bag("boat ferry")
    assert bag("ferryboat") != bag("ferry boat")
    assert bag("Ferry Boat") == bag("ferry boat")


def test_clauses_and_dense_columns() -> None:
    one = featurise(document(["今年，修路。", "完", ""], language="zh", year=2031), BUCKETS)
    assert np.diff(one.clause_starts).tolist() == [2, 1, 1]
    assert one.dense.shape == (3, WIDTH)
    assert one.dense[:, PLACE.index("position")].tolist() == [0.0, 0.5, 1.0]
    assert one.cues[0] >= {"year word"}


def test_traditional_and_full_width_forms_give_the_same_buckets() -> None:
    assert _bag(document(["開工建設１２座橋。"], language="zh"), 0) == _bag(
        document(["开工建设12座桥。"], language="zh"), 0
    )


def test_empty_document_and_unknown_language() -> None:
    assert len(featurise(document([], language="zh"), BUCKETS)) == 0
    assert featurise(document(["Vi bygger 40 broar."], language="sv"), BUCKETS).dense.shape == (1, WIDTH)
