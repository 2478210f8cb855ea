"""Outside benchmarks: reading the manifesto file, the folds of the published protocol, the table beside it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.errors import GoldError
from pipeline.evaluate.bench import (
    ManifestoSentence,
    folds_over_rows,
    manifesto_documents,
    parse_manifestos,
    pledge_table,
)

HEAD = "manifesto_id,country,party,year,pledge,text\n"


def test_a_file_is_read_in_its_order() -> None:
    rows = parse_manifestos(
        HEAD + '0,India,Lake Party,1999,1,"We will build, soon."\n1,India,Lake Party,1999,0,x\n', "m.csv"
    )
    assert rows[0] == ManifestoSentence(0, "India", "Lake Party", 1999, True, "We will build, soon.")
    assert [r.manifesto for r in rows] == ["India-Lake Party-1999"] * 2


def test_every_wrong_value_is_named() -> None:
    with pytest.raises(GoldError) as caught:
        parse_manifestos(HEAD + "0,India,Lake,1999,yes,a\nx,India,Lake,,1,b\n", "m.csv")
    message = str(caught.value)
    assert message.startswith("3 problems in m.csv:")
    for part in ("row 2: «yes» pledge is neither", "row 3: «x» manifesto_id is no number", "row 3: year is no number"):
        assert part in message
    with pytest.raises(GoldError, match="columns are missing: pledge, text"):
        parse_manifestos("manifesto_id,country,party,year\n", "m.csv")


def test_manifestos_become_documents_with_one_sentence_per_row() -> None:
    content = "1,Sweden,Sjö,1998,0,två\n0,India,Lake,1999,1,b\n0,Sweden,Sjö,1998,1,ett\n"
    documents, places = manifesto_documents(parse_manifestos(HEAD + content, "m.csv"))
    assert [d.document.doc_id for d in documents] == ["India-Lake-1999", "Sweden-Sjö-1998"]
    assert [d.document.language for d in documents] == ["en", "sv"]
    assert documents[1].document.text == "ett\ntvå"
    for document in documents:
        for s in document.sentences:
            assert document.document.text[s.start : s.end] == s.text
    assert places.tolist() == [[1, 1], [0, 0], [1, 0]]


def test_folds_are_of_equal_size_and_repeatable() -> None:
    folds = folds_over_rows(103, 10, seed=1)
    assert sorted(np.bincount(folds)) == [10] * 7 + [11] * 3
    assert (folds == folds_over_rows(103, 10, seed=1)).all()
    assert (folds != folds_over_rows(103, 10, seed=2)).any()
    # rows that stand together are spread over the folds
    assert len(set(folds[:10].tolist())) > 3


def test_the_table_has_both_countries_and_each() -> None:
    rows = [
        ManifestoSentence(i, c, "Lake", 1999, p, "x")
        for i, (c, p) in enumerate([("India", True), ("India", False), ("Sweden", True), ("Sweden", False)])
    ]
    both, india, sweden = pledge_table(rows, np.array([0.9, 0.1, 0.4, 0.4]))
    assert (both["data"], both["sentences"], both["accuracy"], both["published_macro_f1"]) == ("both", 4, 75.0, 77.1)
    assert (india["macro_f1"], india["accuracy"], india["published_accuracy"]) == (100, 100, None)
    # sentences of the class `not` are found, no pledge is: F1 2/3 and 0
    assert sweden["macro_f1"] == pytest.approx(33.33)
    assert sweden["pledge_f1"] == 0
