"""From the stored tables to what can be drawn, and to what a coder is shown of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.records import LABELS, NOT_COMPARED, OBEYED, State, text_hash
from pipeline.review.drawing import SAID, Candidate, Span
from pipeline.tables import unit_order

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
TABLES_OF = {
    "sentences": ("documents", "sentences", "corrections"),
    "links": ("documents", "sentences", "units", "links", "corrections"),
    "closures": ("documents", "sentences", "units", "closures", "corrections"),
    "threads": ("documents", "sentences", "units", "closures", "threads", "corrections"),
}
COLUMNS_OF = {
    "links": ("a_unit", "b_unit", "relation", "score"),
    "closures": ("commitment_unit", "report_unit", "relation", "score"),
}
"""Columns that are needed of wide tables; there are millions of links."""
BEFORE, AFTER = 2, 1  # sentences of context
_EQUAL = 1.0  # confidence of a link between equal wordings


class Frame:
    """The items of one kind in a run, and their context."""

    def __init__(self, tables: Tables, kind: str) -> None:
        """Build the lookups; `tables` holds at least those of :data:`TABLES_OF`."""
        self.kind = kind
        self.documents = {row["doc_id"]: row for row in tables["documents"] if row["kind"] not in NOT_COMPARED}
        self.sentences = {row["sentence_id"]: row for row in tables["sentences"] if row["doc_id"] in self.documents}
        self.units = {row["unit_id"]: row for row in tables.get("units", ()) if row["doc_id"] in self.documents}
        self._tables = tables
        self._order: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.sentences.values(), key=lambda r: (r["doc_id"], r["start"])):
            self._order[row["doc_id"]].append(row)
        self._at = {row["sentence_id"]: k for own in self._order.values() for k, row in enumerate(own)}
        self._members: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.units.values(), key=unit_order):
            if row["thread_id"]:
                self._members[row["thread_id"]].append(row)
        self._spans: dict[str, Span] = {}
        self.answers: dict[str, tuple[str, float]] = {}

    def candidates(self) -> list[Candidate]:
        """Return all items of the kind, sorted by id, with what the models say of them (people left out)."""
        found = {
            "sentences": self._sentences,
            "links": lambda: self._pairs("links", "a_unit", "b_unit"),
            "closures": lambda: self._pairs("closures", "commitment_unit", "report_unit"),
            "threads": self._threads,
        }[self.kind]()
        self.answers = {c.item: (SAID.get(c.model, c.model), c.confidence) for c in found}
        return sorted(found, key=lambda c: c.item)

    def disputed(self) -> list[Candidate]:
        """Return what coders contradict each other on, sorted by id, be it still listed by the run or not.

        A thread is shown with the members that the coders divide differently, wherever the run has put them now.
        """
        found = {c.item: c for c in self.candidates()}
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in self._tables["corrections"]:
            if row["kind"] == self.kind and row["state"] == State.CONTRADICTED:
                pair = [row[name] for name in ("found_a", "found_b") if row[name]]
                wanted[row["item"] or " | ".join(pair)].update(pair)
        for item, stretches in wanted.items():
            members = sorted((self.units[s] for s in stretches if s in self.units), key=unit_order)
            if self.kind == "threads":
                self._members[item] = members
            elif item in found or len(members) < 2:
                continue
            place, year = members[0]["jurisdiction"], members[0]["year"]
            spans = tuple(_span(member) for member in members)
            found[item] = Candidate(item, spans, place, year, model="", confidence=0.0, margin=0.0)
        return [found[item] for item in sorted(wanted.keys() & found.keys())]

    def judged(self) -> set[str]:
        """Return what people have judged, alone or as a part of a thread, by the items' ids."""
        rows = self._tables["corrections"]
        pairs = {" | ".join(filter(None, (row["found_a"], row["found_b"]))) for row in rows}
        return pairs | {row["item"] for row in rows}

    def _decided(self) -> dict[tuple[str, str], Row]:
        """Return the corrections of this kind that were applied, by what they apply to."""
        rows = (r for r in self._tables.get("corrections", ()) if r["kind"] == self.kind)
        return {(r["found_a"], r["found_b"]): r for r in rows if r["state"] in OBEYED}

    def _sentences(self) -> list[Candidate]:
        decided = self._decided()
        found = []
        for row in self.sentences.values():
            people = decided.get((row["sentence_id"], ""))
            ranked = sorted((row[f"p_{label}"] for label in LABELS), reverse=True)
            model = people["model"] if people else row["label"]
            found.append(
                Candidate(
                    item=row["sentence_id"],
                    spans=(_span(row),),
                    place=self.documents[row["doc_id"]]["jurisdiction"],
                    year=self.documents[row["doc_id"]]["year"],
                    model=model,
                    confidence=row[f"p_{model}"],
                    margin=round(ranked[0] - ranked[1], 4),
                )
            )
        return found

    def _pairs(self, table: str, first: str, second: str) -> list[Candidate]:
        """Return the pairs that the models list; those that people changed or took away as the models had them."""
        decided = self._decided()
        rows: dict[tuple[str, str], tuple[str, float]] = {}
        for row in self._tables[table]:
            pair = (row[first], row[second])
            people = decided.get(pair)
            if people is None:
                rows[pair] = (row["relation"], row["score"])
            elif people["model"] not in ("different", "none"):
                rows[pair] = (people["model"], 0.5)
        for pair, people in decided.items():
            if people["model"] not in ("different", "none", "") and pair not in rows:
                rows[pair] = (people["model"], 0.5)
        borders = {
            model: min((score for name, score in rows.values() if name == model), default=0.0)
            for model in {name for name, _ in rows.values()}
        }
        found = []
        for (a, b), (model, score) in rows.items():
            if a not in self.units or b not in self.units:
                continue
            found.append(
                Candidate(
                    item=f"{a} | {b}",
                    spans=(self._unit_span(a), self._unit_span(b)),
                    place=self.units[a]["jurisdiction"],
                    year=self.units[a]["year"],
                    model="same wording" if model == "same" and score >= _EQUAL else model,
                    confidence=score,
                    margin=round(abs(score - borders[model]), 4),
                )
            )
        return found

    def _unit_span(self, unit_id: str) -> Span:
        """Return the stretch of a unit, the same object each time: a unit stands in many pairs."""
        if unit_id not in self._spans:
            self._spans[unit_id] = _span(self.units[unit_id])
        return self._spans[unit_id]

    def _threads(self) -> list[Candidate]:
        found = []
        for row in self._tables["threads"]:
            members = self._members[row["thread_id"]]
            if len(members) < 2:
                continue
            size = "two" if len(members) == 2 else "three to five" if len(members) < 6 else "six or more"
            found.append(
                Candidate(
                    item=row["thread_id"],
                    spans=tuple(_span(m) for m in members),
                    place=row["jurisdiction"],
                    year=row["first_year"],
                    model=f"{row['status']}, {size}",
                    confidence=row["weakest_link"],
                    margin=row["weakest_link"],
                )
            )
        return found

    def text(self, item: str) -> str:
        """Return what an item is compared by: the sentence, both units, or the members."""
        return "\n".join(str(text) for text in self.quotations(item))

    def quotations(self, item: str) -> list[str]:
        """Return the texts that a coder judges."""
        if self.kind == "sentences":
            return [self.sentences[item]["text"]]
        if self.kind == "threads":
            return [m["text"] for m in self._members[item]]
        return [self.units[unit]["text"] for unit in item.split(" | ")]

    def shown(self, item: str) -> dict[str, str]:
        """Return the cells of an item's row by column, verdict and model left out."""
        if self.kind == "sentences":
            row = self.sentences[item]
            document = self.documents[row["doc_id"]]
            return {
                "place": document["jurisdiction"],
                "year": str(document["year"]),
                "section": row["section"],
                **dict(zip(("before", "after"), self._around(item), strict=True)),
                "text": row["text"],
            }
        if self.kind == "threads":
            return self._thread(item)
        cells: dict[str, str] = {}
        for side, unit_id in zip("ab", item.split(" | "), strict=True):
            unit = self.units[unit_id]
            sentence = self.sentences[unit["sentence_id"]]
            cells["place"] = unit["jurisdiction"]
            cells |= {f"{side}_year": str(unit["year"]), f"{side}_text": unit["text"]}
            cells |= {f"{side}_section": sentence["section"], f"{side}_sentence": sentence["text"]}
            around = self._around(unit["sentence_id"])
            cells |= {f"{side}_before": around[0], f"{side}_after": around[1]}
        return cells

    def _thread(self, item: str) -> dict[str, str]:
        members = self._members[item]
        own = {m["unit_id"] for m in members}
        reports = [
            c for c in self._tables["closures"] if c["commitment_unit"] in own and c["report_unit"] in self.units
        ]
        lines = sorted({(self.units[c["report_unit"]]["year"], c["relation"], c["report_unit"]) for c in reports})
        return {
            "place": members[0]["jurisdiction"],
            "members": "\n".join(f"{k}. {m['year']}: {m['text']}" for k, m in enumerate(members, start=1)),
            "reports": "\n".join(f"{year} {relation}: {self.units[u]['text']}" for year, relation, u in lines),
        }

    def _around(self, sentence_id: str) -> tuple[str, str]:
        """Return the sentences before and after, joined."""
        own, at = self._order[self.sentences[sentence_id]["doc_id"]], self._at[sentence_id]
        return (_joined(own[max(0, at - BEFORE) : at]), _joined(own[at + 1 : at + 1 + AFTER]))


def _joined(rows: Iterable[Row]) -> str:
    return " ".join(row["text"] for row in rows)


def _span(row: Row) -> Span:
    return Span(row["doc_id"], row["start"], row["end"], text_hash(row["text"]))
