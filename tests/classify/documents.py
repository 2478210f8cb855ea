"""Invented documents for the tests of the classifier."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pipeline.records import Document, GoldSentence, Kind, Label, Part, Segmented, Sentence


def document(
    texts: Sequence[str],
    *,
    language: str = "zh",
    year: int = 2031,
    doc_id: str = "liuhe-2031",
    parts: Sequence[Part] | None = None,
    section: str = "",
) -> Segmented:
    """Return a document of these sentences, one a line."""
    text = "\n".join(texts)
    sentences, start = [], 0
    for k, one in enumerate(texts):
        part = parts[k] if parts else Part.OTHER
        sentences.append(Sentence(doc_id, start, start + len(one), one, section, part, 0.9, Kind.SENTENCE))
        start += len(one) + 1
    whole = Document(doc_id, "Liuhe", "county", year, "report", "Report", language, "invented", "", "utf-8", text)
    return Segmented(whole, tuple(sentences), ())


OBJECTS = ("渡口", "船厂", "果园", "水库", "学校", "市集", "林场", "牧场", "车站", "磨坊", "盐井", "茶山")
FORMS: tuple[tuple[Label, int | None, Part, str], ...] = (
    (Label.PROGRESS, None, Part.REVIEW, "去年建成{o}{n}座，面貌一新。"),
    (Label.PROGRESS, None, Part.REVIEW, "{o}工作取得了明显成效。"),
    (Label.PROBLEM, None, Part.REVIEW, "{o}仍然存在不少困难和短板。"),
    (Label.PLEDGE, 3, Part.PLAN, "新建{o}{n}座。"),
    (Label.PLEDGE, 4, Part.PLAN, "到2035年新增{o}{n}座。"),
    (Label.MEASURE, 1, Part.PLAN, "加强{o}管理。"),
    (Label.MEASURE, 2, Part.PLAN, "完善{o}补贴办法，推进{o}改革。"),
    (Label.OTHER, None, Part.OTHER, "各位代表，{o}是我们的骄傲。"),
)


def corpus(documents: int, *, seed: int = 5) -> tuple[dict[str, Segmented], list[GoldSentence]]:
    """Return invented Chinese reports with gold for every sentence: a review, then plans, then closing words."""
    rng = random.Random(seed)
    texts_of, gold = {}, []
    for number in range(documents):
        doc_id = f"place{number % 3}-{2020 + number}"
        rows = []
        for wanted in (Part.REVIEW, Part.PLAN, Part.OTHER):
            forms = [form for form in FORMS if form[2] is wanted]
            for _ in range(6 if wanted is not Part.OTHER else 2):
                label, level, part, form = rng.choice(forms)
                rows.append((label, level, part, form.format(o=rng.choice(OBJECTS), n=rng.randrange(3, 90))))
        one = document(
            [r[3] for r in rows], year=2020 + number, doc_id=doc_id, parts=[r[2] for r in rows], section="一、渡口工作"
        )
        texts_of[doc_id] = one
        gold += [
            GoldSentence(f"{doc_id}-{k}", doc_id, s.start, s.end, label, level, k % 7 == 0, s.text)
            for k, (s, (label, level, _, _)) in enumerate(zip(one.sentences, rows, strict=True))
        ]
    return texts_of, gold
