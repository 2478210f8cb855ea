"""Gold pairs as units: what the scorers of links and closures are trained and measured on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.records import GoldPair, Label, Segmented, Unit


def pair_units(
    pairs: Sequence[GoldPair], documents: Mapping[str, Segmented], *, b_label: Label = Label.MEASURE
) -> tuple[list[Unit], list[Unit]]:
    """Return both stretches of each pair as units, with section and sentence of the cut document.

    Args:
        pairs: gold of links or closures.
        documents: the cut documents by id.
        b_label: label of the second stretch: a commitment for links, `progress` for closures.

    Raises:
        KeyError: a document is missing.
    """
    a = [_unit(p.a_doc, p.a_start, p.a_end, p.jurisdiction, Label.MEASURE, documents) for p in pairs]
    b = [_unit(p.b_doc, p.b_start, p.b_end, p.jurisdiction, b_label, documents) for p in pairs]
    return a, b


def _unit(
    doc_id: str, start: int, end: int, jurisdiction: str, label: Label, documents: Mapping[str, Segmented]
) -> Unit:
    """Return a stretch as a unit; section and sentence are those of the sentence that shares most with it."""
    segmented = documents[doc_id]
    document = segmented.document
    near = max(segmented.sentences, key=lambda s: (min(s.end, end) - max(s.start, start), -s.start), default=None)
    return Unit(
        doc_id=doc_id,
        start=start,
        end=end,
        sentence_id=near.sentence_id if near else "",
        jurisdiction=jurisdiction,
        year=document.year,
        text=document.text[start:end],
        label=label,
        level=None,
        language=document.language,
        section=near.section if near else "",
    )
