"""Corpus folders: what is read, and that every problem is found in one go, by file and row."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.languages import LANGUAGES
from pipeline.readers import read_corpora, read_corpus, unlisted_texts
from pipeline.readers.corpus import LANGUAGE_CODES, guess_kind

HEAD = "doc_id,jurisdiction,level,year,title,language"
TEXT = "各位代表：\n今年将新建农村公路一百二十公里。\n" * 30


def corpus(folder: Path, rows: list[str], texts: dict[str, str | bytes], head: str = HEAD) -> Path:
    (folder / "texts").mkdir(parents=True)
    (folder / "index.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8", newline="")
    for name, text in texts.items():
        (folder / "texts" / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def test_documents_are_sorted_and_whole(tmp_path: Path) -> None:
    rows = ["tl-2021,棠岭市,prefecture,2021,棠岭市政府工作报告,zh", "tl-2020,棠岭市,prefecture,2020,,zh-CN"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"tl-2020": TEXT, "tl-2021": TEXT + "完\r\n"}))
    assert problems == ()
    assert [document.doc_id for document in found] == ["tl-2020", "tl-2021"]
    later = found[1]
    assert (later.jurisdiction, later.level, later.year, later.language) == ("棠岭市", "prefecture", 2021, "zh")
    assert later.text == TEXT + "完\r\n"
    assert later.sha256 == hashlib.sha256(later.text.encode()).hexdigest()
    assert (later.encoding, later.kind, later.warnings) == ("utf-8", "report", ())
    assert found[0].language == "zh"


def test_several_speeches_of_a_place_and_year(tmp_path: Path) -> None:
    rows = ["a,棠岭市,prefecture,2021,,zh", "b,棠岭市,prefecture,2021,专题询问会上的讲话,zh"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"a": TEXT, "b": TEXT + "二"}))
    assert problems == ()
    assert [document.kind for document in found] == ["report", "inquiry-reply"]


def test_an_index_saved_by_a_spreadsheet_in_gb18030_with_semicolons(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", [], {"a": TEXT})
    text = f"{HEAD}\na,棠岭市,prefecture,2021,棠岭市政府工作报告,zh\n".replace(",", ";")
    (folder / "index.csv").write_bytes(text.encode("gb18030"))
    found, problems = read_corpus(folder)
    assert problems == ()
    assert found[0].jurisdiction == "棠岭市"


def test_texts_in_other_encodings_and_a_stated_one(tmp_path: Path) -> None:
    rows = ["a,P,national,2020,,zh,", "b,P,national,2021,,zh,gb2312"]
    texts: dict[str, str | bytes] = {"a": TEXT.encode("utf-16"), "b": TEXT.encode("gb18030")}
    found, problems = read_corpus(corpus(tmp_path / "c", rows, texts, HEAD + ",encoding"))
    assert problems == ()
    assert [(d.encoding, d.text) for d in found] == [("utf-16-le", TEXT), ("gb18030", TEXT)]


def test_the_sha256_of_the_file_or_of_its_text_is_accepted(tmp_path: Path) -> None:
    data = TEXT.encode("gb18030")
    of_file, of_text = hashlib.sha256(data).hexdigest(), hashlib.sha256(TEXT.encode()).hexdigest()
    rows = [f"a,P,national,2020,,zh,{of_file}", f"b,P,national,2021,,zh,{of_text.upper()}"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"a": data, "b": data}, HEAD + ",sha256"))
    assert problems == ()
    assert len(found) == 2


@pytest.mark.parametrize(
    ("row", "text", "words"),
    [
        ("gone,P,national,2020,,zh,,", None, "the text is missing"),
        ("x,P,national,2020,,zh,{wrong},", TEXT, "another SHA-256"),
        ("x,P,national,2020,,zh,abc,", TEXT, "not a SHA-256"),
        ("x,P,national,2020,,fr,,", TEXT, "unknown language"),
        ("x,P,national,2020,,,,", TEXT, "unknown language"),
        ("x,P,national,20201,,zh,,", TEXT, "not a year"),
        ("x,P,national,二〇二〇,,zh,,", TEXT, "not a year"),
        ("x,P,national,0999,,zh,,", TEXT, "not a year"),
        ("x,,national,2020,,zh,,", TEXT, "jurisdiction is empty"),
        ("x,P,,2020,,zh,,", TEXT, "level is empty"),
        ("x,P,Natoinal,2020,,zh,,", TEXT, "nearly «national»"),
        ("x,P,national,2020,,zh,,", b"", "the file is empty"),
        ("x,P,national,2020,,zh,,", b" \n\t\n", "the file is empty"),
        ("x,P,national,2020,,zh,,", b"\xef\xbb\xbf\n", "no text in the file"),
        ("x,P,national,2020,,zh,,", TEXT.encode() + b"\xff\xff\x80", "does not fit utf-8"),
        ("../x,P,national,2020,,zh,,", None, "may not hold slashes"),
        ("..\\x,P,national,2020,,zh,,", None, "may not hold slashes"),
        (".x,P,national,2020,,zh,,", None, "begin with a dot"),
        ("x | y,P,national,2020,,zh,,", None, "«|», which stands between the ids of a link"),
        (",P,national,2020,,zh,,", None, "doc_id is empty"),
        ("x,P,national,2020,,zh,,../secret.txt", TEXT, "leads out of the corpus"),
        ("x,P,national,2020,,zh,,/etc/passwd", TEXT, "leads out of the corpus"),
        ("x,P,national,2020,,zh,,C:\\secret.txt", TEXT, "leads out of the corpus"),
        ("x,P,national,2020,,zh,,texts/x.xyz", TEXT, "no reader"),
    ],
)
def test_each_problem_is_found_with_its_row_and_the_other_text_is_read(
    tmp_path: Path, row: str, text: str | bytes | None, words: str
) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    good = "good,P,national,2019,,zh,,"
    row = row.replace("{wrong}", "0" * 64)
    texts: dict[str, str | bytes] = {"good": TEXT} | ({} if text is None else {"x": text})
    folder = corpus(tmp_path / "c", [good, row], texts, HEAD + ",sha256,path")
    found, problems = read_corpus(folder)
    assert [document.doc_id for document in found] == ["good"]
    assert len(problems) == 1
    assert words in problems[0].message
    assert problems[0].place.endswith("index.csv row 3")
    assert problems[0].doc_id == (row.split(",", 1)[0] or None)
    assert problems[0].advice


@pytest.mark.parametrize(("before", "number"), [("", 5), ("sep=,\n", 6), ("\n\n", 7)])
def test_rows_have_the_numbers_of_the_file(tmp_path: Path, before: str, number: int) -> None:
    rows = ["good,P,national,2019,,zh", "", "  ,,,,,", "x,P,national,twenty,,zh"]
    folder = corpus(tmp_path / "c", rows, {"good": TEXT, "x": TEXT}, before + HEAD)
    # a blank row of the spreadsheet and an empty line count alike
    assert [p.place.rpartition("csv ")[2] for p in read_corpus(folder)[1]] == [f"row {number}"]


def test_a_title_that_a_spreadsheet_would_run_is_read_without_its_guard(tmp_path: Path) -> None:
    rows = ["a,P,national,2020,'=政府工作报告,zh,'@county", "b,P,national,2021,'''=报告,zh,'quoted'"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"a": TEXT, "b": TEXT}, HEAD + ",source"))
    assert problems == ()
    assert [(d.title, d.source) for d in found] == [("=政府工作报告", "@county"), ("''=报告", "'quoted'")]


def test_texts_without_a_row_in_the_index_are_named(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = dict.fromkeys(("good", "new1", "new2"), TEXT)
    folder = corpus(tmp_path / "c", ["good,P,national,2019,,zh"], texts)
    (folder / "texts" / ".hidden.txt").write_text("x", encoding="utf-8")
    (folder / "texts" / "notes.xyz").write_text("x", encoding="utf-8")
    (warning,) = unlisted_texts([folder, folder])
    assert warning == (
        f"{folder}: 2 files in texts/ have no row in index.csv and were not read: new1.txt, new2.txt; "
        "add a row for each, or move them away"
    )
    assert [document.doc_id for document in read_corpus(folder)[0]] == ["good"]
    assert unlisted_texts([corpus(tmp_path / "d", ["good,P,national,2019,,zh"], {"good": TEXT}), tmp_path]) == []


def test_all_problems_of_a_row_come_at_once(tmp_path: Path) -> None:
    _, problems = read_corpus(corpus(tmp_path / "c", ["x,,,never,,la"], {}))
    assert len(problems) == 5


def test_a_doc_id_that_stands_twice_gives_neither_text(tmp_path: Path) -> None:
    rows = ["a,P,national,2020,,zh", "b,P,national,2021,,zh", "a,P,national,2022,,zh"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"a": TEXT, "b": TEXT}))
    assert [document.doc_id for document in found] == ["b"]
    assert [(p.place[-5:], p.doc_id) for p in problems] == [("row 2", "a"), ("row 4", "a")]
    assert "row 4" in problems[0].message


@pytest.mark.parametrize("column", ["doc_id", "jurisdiction", "level", "year", "language"])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    head = HEAD.replace(column, "something")
    found, problems = read_corpus(corpus(tmp_path / "c", ["a,P,national,2020,,zh"], {"a": TEXT}, head))
    assert found == ()
    assert [(p.value, p.doc_id) for p in problems] == [(column, None)]


def test_no_index_no_rows_and_no_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        found, problems = read_corpus(folder)
        assert found == ()
        assert "cannot be read" in problems[0].message
    _, problems = read_corpus(corpus(tmp_path / "c", [], {}))
    assert "no rows" in problems[0].message


def test_cells_longer_than_the_default_limit_of_the_csv_module(tmp_path: Path) -> None:
    rows = [f'a,P,national,2020,"{"长" * 200_000}",zh']
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"a": TEXT}))
    assert problems == ()
    assert len(found[0].title) == 200_000


def test_a_short_speech_is_warned_about_a_short_resolution_is_not(tmp_path: Path) -> None:
    rows = ["a,P,national,2020,政府工作报告,zh", "b,P,national,2020,关于政府工作报告的决议,zh"]
    found, _ = read_corpus(corpus(tmp_path / "c", rows, {"a": "首页\n导航", "b": "会议决定批准这个报告。"}))
    assert any("only 5 characters" in warning for warning in found[0].warnings)
    assert not any("characters" in warning for warning in found[1].warnings)


def test_the_path_column_leads_to_other_formats(tmp_path: Path) -> None:
    rows = ["a,P,national,2020,,en,sub/a.md"]
    folder = corpus(tmp_path / "c", rows, {}, HEAD + ",path")
    (folder / "sub").mkdir()
    (folder / "sub" / "a.md").write_text("# Speech\n\nWe will *build* it.\n", encoding="utf-8")
    found, problems = read_corpus(folder)
    assert problems == ()
    assert found[0].text == "Speech\nWe will build it."


def test_kinds_by_the_words_of_title_and_id() -> None:
    assert guess_kind("cn-gwr-resolution-2020", "") == "resolution"
    assert guess_kind("a", "关于政府工作报告的决议") == "resolution"
    assert guess_kind("xx-inquiry-2021", "") == "inquiry-reply"
    assert guess_kind("a", "在专题询问会上的讲话") == "inquiry-reply"
    assert guess_kind("ca_throne_1990", "") == "throne"
    assert guess_kind("sg-budget-1990", "") == "budget"
    assert guess_kind("a", "2020年政府工作报告") == "report"
    assert guess_kind("a", "Budget Resolution and Address 2021") == "budget"


def test_a_text_that_a_guess_sets_aside_says_so(tmp_path: Path) -> None:
    rows = ["a,P,province,2020,关于政府工作报告的决议,zh,", "b,P,province,2021,关于政府工作报告的决议,zh,Resolution"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {"a": TEXT, "b": TEXT}, HEAD + ",kind"))
    assert (problems, [d.kind for d in found]) == ((), ["resolution"] * 2)
    (told,) = found[0].warnings
    assert "taken for a resolution" in told and "not compared" in told
    assert found[1].warnings == ()


def test_a_level_is_spelled_as_the_program_does_and_one_of_no_known_name_is_warned_of(tmp_path: Path) -> None:
    rows = ["a,P,Province,2020,,zh", "b,Q,State,2020,,zh", "c,R,township,2020,,zh", "d,S,OTHER,2020,,zh"]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, dict.fromkeys("abcd", TEXT)))
    assert problems == ()
    assert [(d.level, len(d.warnings)) for d in found] == [("province", 0), ("State", 1), ("township", 0), ("other", 0)]
    assert "level «State»" in found[1].warnings[0]


def test_corpora_together(tmp_path: Path) -> None:
    row = "a,P,national,2020,,zh"
    one = corpus(tmp_path / "one", [row, "b,P,national,2021,,zh"], {"a": TEXT, "b": TEXT})
    two = corpus(tmp_path / "two", [row, "c,P,national,2022,,zh"], {"a": TEXT, "c": TEXT})
    found, problems = read_corpora([two, one])
    assert [document.doc_id for document in found] == ["b", "c"]
    assert [(p.place, p.doc_id) for p in problems] == [(str(one), "a"), (str(two), "a")]
    assert read_corpora([one, two]) == (found, problems)
    # each problem is told with the place and year of its own text
    three = corpus(tmp_path / "three", ["b,Q,county,2030,,zh"], {"b": TEXT})
    problems = read_corpora([one, three])[1]
    assert [(p.place, p.jurisdiction, p.year) for p in problems] == [(str(one), "P", 2021), (str(three), "Q", 2030)]
    # naming one folder twice is no duplicate
    assert read_corpora([one, one / "."])[1] == ()


def test_a_folder_of_corpora_is_refused_with_their_names(tmp_path: Path) -> None:
    corpus(tmp_path / "one", ["a,P,national,2020,,zh"], {"a": TEXT})
    found, problems = read_corpora([tmp_path])
    assert found == ()
    assert "one" in problems[0].advice


def test_loose_files_are_read_by_guesses_with_a_warning_each(tmp_path: Path) -> None:
    (tmp_path / "贵州省2021年政府工作报告.txt").write_text(TEXT, encoding="gb18030")
    (tmp_path / "notes.txt").write_text(TEXT + "没有地方。", encoding="utf-8")
    (tmp_path / "old.doc").write_bytes(b"x")
    found, problems = read_corpora([tmp_path])
    assert [(d.jurisdiction, d.level, d.year, d.encoding) for d in found] == [("贵州省", "province", 2021, "gb18030")]
    assert "guessed" in found[0].warnings[0]
    assert {(p.doc_id, p.place.rpartition("/")[2]) for p in problems} == {(None, "old.doc"), ("notes", "notes.txt")}
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    assert "no texts" in read_corpora([nothing])[1][0].message


def test_loose_files_say_which_place_lies_above_theirs_as_an_imported_corpus_does(tmp_path: Path) -> None:
    for folder in ("四川省/棠岭县", "湖南省"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "2020年政府工作报告.txt").write_text(f"{folder[-3:]}{TEXT}", encoding="utf-8")
    found, problems = read_corpora([tmp_path])
    assert problems == ()
    assert {(d.jurisdiction, d.parent) for d in found} == {("棠岭县", "四川省"), ("湖南省", "中华人民共和国")}


def test_the_known_languages_are_those_of_the_languages_package() -> None:
    assert set(LANGUAGE_CODES) == set(LANGUAGES)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["national", "provinces", "singapore", "canada", "seed"])
def test_real_corpora_are_read_without_a_problem(shared: Path, name: str) -> None:
    found, problems = read_corpus(shared / "corpora" / name)
    assert problems == ()
    assert len(found) == sum(1 for _ in (shared / "corpora" / name / "texts").glob("*.txt"))


def test_a_changed_text_is_told_of_in_words_that_need_no_tool(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("路修好了。", encoding="utf-8")
    header = "doc_id,jurisdiction,level,year,language,sha256\n"
    (tmp_path / "index.csv").write_text(f"{header}a,棠岭县,county,2021,zh,{'0' * 64}\n", encoding="utf-8")
    _, problems = read_corpus(tmp_path)
    assert problems[0].advice.endswith("if you changed it on purpose, empty the cell sha256 of this row")


def test_names_that_look_alike_are_of_one_place(tmp_path: Path) -> None:
    """A blank that does not break, one of no width, a line end, and an accent apart from its letter."""
    names = ["Val d'Orée East", "Val\u00a0d'Orée  East", '"Val d\'Orée\nEast"', "Val d'Ore\u0301e\u200b East"]
    rows = [f"t{year},{name},county,{year},,zh" for year, name in enumerate(names, start=2020)]
    found, problems = read_corpus(corpus(tmp_path / "c", rows, {f"t{year}": TEXT for year in range(2020, 2024)}))
    assert problems == ()
    assert {document.jurisdiction for document in found} == {names[0]}


def test_a_row_with_more_cells_than_names_is_a_problem(tmp_path: Path) -> None:
    head, rows = "doc_id,jurisdiction,level,year,language,title", ["a,P,county,2020,zh,Report, as delivered"]
    found, (problem,) = read_corpus(corpus(tmp_path / "c", rows, {"a": TEXT}, head))
    assert found == ()
    assert (problem.place.endswith("row 2"), problem.value, problem.doc_id) == (True, "as delivered", "a")
    rows = ["a,P,county,2020,zh,Report,,"]
    assert read_corpus(corpus(tmp_path / "d", rows, {"a": TEXT}, head))[1] == ()
