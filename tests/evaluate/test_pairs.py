"""Gold pairs as units: offsets, section and sentence of the cut document, labels of both sides."""

from __future__ import annotations

from pipeline.evaluate.pairs import pair_units
from pipeline.records import Document, GoldPair, Kind, Label, Part, Segmented, Sentence

TEXT = "交通\n新建桥梁三座。修好码头。"


def test_units_stand_in_their_sentence_and_section() -> None:
    document = Document("h-1999", "湖湾县", "county", 1999, "report", "", "zh", "", "", "utf-8", TEXT)
    sentences = tuple(
        Sentence("h-1999", a, b, TEXT[a:b], section, Part.PLAN, 1.0, kind)
        for a, b, section, kind in (
            (0, 2, "", Kind.HEADING),
            (3, 10, "交通", Kind.SENTENCE),
            (10, 15, "交通", Kind.SENTENCE),
        )
    )
    pair = GoldPair("c1", "湖湾县", "h-1999", 3, 9, "h-1999", 10, 14, "closes", False, TEXT[3:9], TEXT[10:14])
    (a,), (b,) = pair_units([pair], {"h-1999": Segmented(document, sentences, ())}, b_label=Label.PROGRESS)
    assert (a.unit_id, a.text, a.section, a.label) == ("h-1999@3-9", "新建桥梁三座", "交通", Label.MEASURE)
    assert (b.sentence_id, b.year, b.language, b.label) == ("h-1999@10-15", 1999, "zh", Label.PROGRESS)
