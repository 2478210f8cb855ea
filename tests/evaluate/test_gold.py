"""Gold files: what is read, and that every fault is named at once.

Covers the four kinds of files, offsets and text, marks and blanks, lookup by text, unknown documents, and one file
with many kinds of faults.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.errors import CorpusError, GoldError
from pipeline.evaluate.gold import Gold, load_gold, load_texts
from pipeline.records import GoldPair, GoldSentence, GoldThreadMember, Label

TEXT = "各位代表：\n湖湾今年新建桥梁三座。我们要修好码头。\n"
TEXTS = {"h-2020": TEXT, "h-2021": "去年建成桥梁三座。今年再建桥梁两座。"}
HEAD = "id,doc_id,start,end,label,level,unsure,text\n"
PAIR_HEAD = "id,jurisdiction,a_doc,a_start,a_end,b_doc,b_start,b_end,link,unsure,a_text,b_text\n"


def write(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8", newline="")


def test_all_four_kinds(tmp_path: Path) -> None:
    write(
        tmp_path,
        "sentences-zh.csv",
        HEAD + "s1,h-2020,6,17,pledge,3,,湖湾今年新建桥梁三座。\ns2,h-2021,0,9,progress,,1,去年建成桥梁三座。\n",
    )
    write(tmp_path, "links.csv", PAIR_HEAD + "l1,湖湾县,h-2020,10,16,h-2021,11,17,same,,新建桥梁三座,再建桥梁两座\n")
    write(
        tmp_path, "closures.csv", PAIR_HEAD + "c1,湖湾县,h-2020,10,16,h-2021,2,8,closes,0,新建桥梁三座,建成桥梁三座\n"
    )
    write(
        tmp_path,
        "threads.csv",
        "id,field,doc_id,year,start,end,thread,title,text\nt1,bridges,h-2020,2020,10,16,4,建桥,新建桥梁三座\n",
    )
    gold = load_gold(tmp_path, TEXTS)
    assert gold == Gold(
        sentences=(
            GoldSentence("s1", "h-2020", 6, 17, Label.PLEDGE, 3, False, "湖湾今年新建桥梁三座。"),
            GoldSentence("s2", "h-2021", 0, 9, Label.PROGRESS, None, True, "去年建成桥梁三座。"),
        ),
        links=(
            GoldPair("l1", "湖湾县", "h-2020", 10, 16, "h-2021", 11, 17, "same", False, "新建桥梁三座", "再建桥梁两座"),
        ),
        closures=(
            GoldPair("c1", "湖湾县", "h-2020", 10, 16, "h-2021", 2, 8, "closes", False, "新建桥梁三座", "建成桥梁三座"),
        ),
        threads=(GoldThreadMember("t1", "bridges", "h-2020", 2020, 10, 16, 4, "建桥", "新建桥梁三座"),),
    )
    assert gold.doc_ids == ("h-2020", "h-2021")
    assert load_gold(tmp_path, TEXTS, kinds=("links",)).sentences == ()


def test_a_byte_order_mark_and_a_line_break_in_a_cell_are_read(tmp_path: Path) -> None:
    write(tmp_path, "sentences.csv", "\ufeff" + HEAD + 's1,h-2020,0,8,other,,,"各位代表：\n湖湾"\n')
    assert load_gold(tmp_path, TEXTS).sentences[0].text == TEXT[:8]


def test_cells_may_be_long_and_hold_separators_of_lines(tmp_path: Path) -> None:
    text = "路\u2028" + "桥" * 200_000
    csv.field_size_limit(131_072)  # as in a process that has read no corpus
    write(tmp_path, "sentences.csv", HEAD + f"s\x85one,long-2020,,,other,,,{text}\n")
    (sentence,) = load_gold(tmp_path, {"long-2020": text}).sentences
    assert (sentence.gold_id, sentence.text) == ("s\x85one", text)


def test_a_row_may_end_before_its_last_empty_cells(tmp_path: Path) -> None:
    head = "id,doc_id,start,end,text,label,level,unsure\n"
    write(tmp_path, "sentences.csv", head + "s1,h-2020,0,4,各位代表,other\n")
    assert load_gold(tmp_path, TEXTS).sentences == (
        GoldSentence("s1", "h-2020", 0, 4, Label.OTHER, None, False, "各位代表"),
    )


@pytest.mark.parametrize("content", [HEAD.encode() + b"s1,h-2020,0,4,other,,,\xff", HEAD.encode() + b's1,"h"-2020'])
def test_what_is_no_table_in_utf8_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sentences.csv").write_bytes(content)
    with pytest.raises(GoldError, match=r"sentences\.csv: cannot be read .* → save it as a UTF-8 CSV file"):
        load_gold(tmp_path, TEXTS)


@pytest.mark.parametrize("cell", ["²", "٣", "-1", "1.0"])
def test_what_looks_like_a_number_and_is_none_is_a_fault(tmp_path: Path, cell: str) -> None:
    write(tmp_path, "sentences.csv", HEAD + f"s1,h-2020,{cell},9,other,,,湖湾\n")
    head = "id,field,doc_id,year,start,end,thread,title,text\n"
    write(tmp_path, "threads.csv", head + f"t1,bridges,h-2020,{cell},10,16,4,建桥,新建桥梁三座\n")
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path, TEXTS)
    assert f"sentences.csv row 2: «{cell}-9» offsets are no numbers" in str(caught.value)
    assert f"threads.csv row 2: «{cell}» year is no number" in str(caught.value)


def test_an_offset_of_thousands_of_digits_is_none(tmp_path: Path) -> None:
    write(tmp_path, "sentences.csv", HEAD + f"s1,h-2020,{'9' * 5000},9,other,,,湖湾\n")
    with pytest.raises(GoldError, match=r"row 2: «9{19}…» offsets are no numbers"):
        load_gold(tmp_path, TEXTS)


@pytest.mark.parametrize(
    ("unsure", "cells"),
    [(False, ("", "0", "0.0", "no", "FALSE", "否")), (True, ("1", "1.0", "yes", "TRUE", "是"))],
)
def test_unsure_is_what_people_and_programs_write_for_it(tmp_path: Path, unsure: bool, cells: tuple[str, ...]) -> None:
    for cell in cells:
        write(tmp_path, "sentences.csv", HEAD + f"s1,h-2020,6,17,pledge,3.0,{cell},湖湾今年新建桥梁三座。\n")
        (found,) = load_gold(tmp_path, TEXTS).sentences
        assert (found.level, found.unsure) == (3, unsure), cell


def test_what_is_no_answer_to_unsure_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, "sentences.csv", HEAD + "s1,h-2020,6,17,pledge,3,a bit,湖湾今年新建桥梁三座。\n")
    row = "c1,湖湾县,h-2020,10,16,h-2021,2,8,closes,2,新建桥梁三座,建成桥梁三座\n"
    write(tmp_path, "closures.csv", PAIR_HEAD + row)
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path, TEXTS)
    assert "sentences.csv row 2: «a bit» unsure is neither empty nor 1 → write 1, or empty the cell" in str(
        caught.value
    )
    assert "closures.csv row 2: «2» unsure is neither empty nor 1" in str(caught.value)


def test_text_without_offsets_is_looked_up(tmp_path: Path) -> None:
    write(tmp_path, "sentences.csv", HEAD + "s1,h-2020,,,measure,1,,我们要修好码头。\n")
    sentence = load_gold(tmp_path, TEXTS).sentences[0]
    assert TEXT[sentence.start : sentence.end] == sentence.text == "我们要修好码头。"


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    rows = [
        "s1,h-1999,0,4,other,,,某某某某",  # no such document
        "s2,h-2020,6,16,pledge,3,,湖湾今年新建桥梁四座",  # the text differs
        "s3,h-2020,6,900,pledge,3,,湖湾",  # leaves the text
        "s4,h-2020,six,9,pledge,3,,湖湾",  # no numbers
        "s5,h-2020,6,17,promise,,,湖湾今年新建桥梁三座。",  # unknown label
        "s6,h-2020,6,17,other,3,,湖湾今年新建桥梁三座。",  # level of a sentence that is no commitment
        "s6,h-2020,6,17,pledge,7,,湖湾今年新建桥梁三座。",  # doubled id, level out of range
        "s8,h-2021,,,other,,,桥梁",  # occurs twice
        "s9,h-2021,,,other,,,机场",  # occurs nowhere
    ]
    write(tmp_path, "sentences.csv", HEAD + "\n".join(rows) + "\n")
    write(tmp_path, "links-en.csv", "id,jurisdiction\nl1,x\n")
    write(tmp_path, "closures.csv", PAIR_HEAD + "c1,湖湾县,h-2020,10,16,h-2021,2,8,same,,新建桥梁三座,建成桥梁三座\n")
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path, TEXTS)
    message = str(caught.value)
    assert message.startswith(f"12 problems in {tmp_path}:")
    for part in (
        "sentences.csv row 2: «h-1999» no such document in the given corpora (1 rows of sentences.csv) →",
        "row 3: «湖湾今年新建桥梁四座» h-2020 has «湖湾今年新建桥梁三座» at 6-16 →",
        "row 4: «6-900» offsets leave the text of 26 characters or are empty →",
        "row 5: «six-9» offsets are no numbers →",
        "row 6: «promise» unknown label → use one of problem, measure, pledge, progress, other",
        "row 7: «3» level does not fit →",
        "row 8: «s6» id is used in sentences.csv row 7 already →",
        "row 8: «7» level does not fit →",
        "row 9: «桥梁» text occurs more than once in h-2021 →",
        "row 10: «机场» text is not in h-2021 →",
        "links-en.csv: «a_doc, a_start, a_end, b_doc, b_start, b_end, link, unsure, a_text, b_text» columns",
        "closures.csv row 2: «same» unknown link → use one of closes, advances, none",
    ):
        assert part in message, part


def test_a_long_list_is_cut_but_counted(tmp_path: Path) -> None:
    write(tmp_path, "sentences.csv", HEAD + "".join(f"s{i},h-2020,0,2,other,,,桥梁\n" for i in range(100)))
    with pytest.raises(GoldError, match=r"100 problems in [\s\S]+… and 60 more"):
        load_gold(tmp_path, TEXTS)


def test_rows_on_other_documents_can_be_left_out_and_are_counted(tmp_path: Path) -> None:
    write(tmp_path, "sentences.csv", HEAD + "s1,x-1,0,2,other,,,某某\ns2,h-2020,0,4,other,,,各位代表\n")
    gold = load_gold(tmp_path, TEXTS, skip_unknown=True)
    assert ([s.gold_id for s in gold.sentences], gold.skipped) == (["s2"], 1)


def test_an_empty_folder_is_an_error_that_says_what_to_put_there(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no gold file → put at least one of sentences\*\.csv, links\*\.csv"):
        load_gold(tmp_path, TEXTS)


def test_texts_come_from_corpora_with_their_source(tmp_path: Path) -> None:
    corpus = tmp_path / "lakes"
    (corpus / "texts").mkdir(parents=True)
    write(corpus, "index.csv", "doc_id,jurisdiction,level,year,language\nh-1987,湖湾县,county,1987,zh\n")
    write(corpus / "texts", "h-1987.txt", "我们要修好码头。\r\n")
    text = load_texts([corpus])["h-1987"]
    assert (text.source, text.decade, text.language, text.text) == ("lakes", "1980s", "zh", "我们要修好码头。\r\n")
    with pytest.raises(CorpusError, match="the same doc_id is in the corpus lakes"):
        load_texts([corpus, corpus])


@pytest.mark.shared
def test_the_development_gold_fits_its_texts(shared: Path) -> None:
    texts = load_texts(sorted(p for p in (shared / "corpora").iterdir() if p.is_dir()))
    gold = load_gold(shared / "gold", texts)
    sizes = [len(rows) for rows in (gold.sentences, gold.links, gold.closures, gold.threads)]
    assert sizes == [10912, 2678, 2098, 948]
    assert set(gold.doc_ids) <= set(texts)
