"""Files that were made, or happened, to harm: none may crash, hang, fill the memory, run, or lose a character."""

from __future__ import annotations

import csv
import json
import os
import pickle
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cells import DANGEROUS, GUARD
from pipeline.errors import CorpusError, ModelError
from pipeline.jobs import MODELS
from pipeline.modelfiles import CARD, META, WEIGHTS, load_model
from pipeline.readers import READERS, UnreadableError, importing, read_corpora
from pipeline.runs import run
from pipeline.settings import EmbedSettings, Settings
from pipeline.tables import read_rows
from tests.safety.checks import MOST_SECONDS, check_numbers, check_segments
from tests.safety.files import archive, docx, pdf, spoiled
from tests.safety.support import small_corpus

P = b"<w:p><w:r><w:t>We will mend the path.</w:t></w:r></w:p>"
SENTENCE = b"<p>We will mend the bridge and plant the trees along the river this year.</p>"


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a bomb in a Word file": (".docx", lambda: docx(b"<w:p/>" * 50_000_000)),
    "XML entities in a Word file": (
        ".docx",
        lambda: docx(P, b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'),
    ),
    "elements within elements in a Word file": (
        ".docx",
        lambda: docx(b"<w:sdt><w:sdtContent>" * 5000 + P + b"</w:sdtContent></w:sdt>" * 5000),
    ),
    "tables within tables": (
        ".docx",
        lambda: docx(b"<w:tbl><w:tr><w:tc>" * 80 + P + b"</w:tc></w:tr></w:tbl>" * 80),
    ),
    "a Word file that is none": (".docx", lambda: b"PK\x03\x04" + bytes(1000)),
    "a page without end": (".html", lambda: b"<html><body>" + SENTENCE * 150_000),
    "a tag with endless attributes": (
        ".html",
        lambda: b"<html><body><p " + b"".join(b"a%d=1 " % n for n in range(100_000)) + b">" + SENTENCE,
    ),
    "a page that opens a hundred thousand boxes": (".html", lambda: b"<html><body>" + b"<div>" * 100_000 + SENTENCE),
    "a page of nothing but links": (".html", lambda: b"<html><body>" + b"<p><a href=x>" * 100_000),
    "a broken PDF": (".pdf", lambda: b"%PDF-1.4\n" + b"\xff" * 5000),
    "a PDF whose pages are its pages": (".pdf", lambda: pdf(b"", "2 0 R")),
    "a PDF with an object that is a reference to itself": (
        ".pdf",
        lambda: pdf(b"").replace(b"4 0 obj<</Length 0>>", b"4 0 obj 4 0 R endobj"),
    ),
    "a bomb in a PDF": (".pdf", lambda: pdf(b" " * 100_000_000, pack=True)),
    "lists within lists in JSON": (".jsonl", lambda: b'{"text":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "a number of a hundred thousand digits": (".jsonl", lambda: b'{"text":"x","year":' + b"9" * 100_000 + b"}"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_reason_and_soon(case: str) -> None:
    ending, make = REFUSED[case]
    data = make()
    start = time.process_time()
    with pytest.raises(UnreadableError) as caught:
        READERS[ending](data, f"x{ending}")
    assert time.process_time() - start < MOST_SECONDS
    assert caught.value.message
    assert caught.value.advice


READ: dict[str, tuple[str, Callable[[], bytes], int]] = {
    "a line of a hundred million characters": (".txt", lambda: b"We will mend it. " * 6_000_000, 102_000_000),
    "a cell of twenty million characters": (".csv", lambda: b"title,text\na," + b"x" * 20_000_000, 20_000_000),
    "NUL bytes": (".txt", lambda: "全市\0将修建新桥。".encode(), 9),
    "signs that turn the direction of writing": (".txt", lambda: "全市\u202e将修建\u202c新桥。".encode(), 10),
    "stars without end in Markdown": (".md", lambda: b"**a " * 30_000, 119_999),
    "brackets without end in Markdown": (".md", lambda: b"[" * 50_000, 50_000),
}


@pytest.mark.parametrize("case", READ)
def test_read_without_losing_a_character_and_soon(case: str) -> None:
    ending, make, length = READ[case]
    data = make()
    start = time.process_time()
    (extract,) = READERS[ending](data, f"x{ending}")
    assert time.process_time() - start < MOST_SECONDS
    assert len(extract.text) == length


LONG: dict[str, tuple[str, str]] = {
    "no stop": ("建设" * 100_000, "zh"),
    "commas": ("建设新桥，" * 40_000, "zh"),
    "words": ("we will build a bridge " * 10_000, "en"),
    "digits": ("1" * 100_000, "zh"),
    "digits and commas": ("1," * 50_000, "en"),
    "opening marks": ("“（" * 50_000, "zh"),
    "abbreviations": ("e.g. " * 20_000, "en"),
    "enumerations": ("一是建设；二是完善；" * 10_000, "zh"),
    "numerals": ("一万" * 20_000, "zh"),
    "per cent": ("增长3%、" * 20_000, "zh"),
    "spaces": (" " * 500_000, "zh"),
    "line ends": ("\n" * 200_000, "en"),
    "combining signs": ("e" + "\u0301" * 100_000, "en"),
    "NUL": ("\0" * 50_000, "zh"),
    "a value beyond all numbers": ("增长" + "9" * 400 + "亿亿亿元", "zh"),
    "hundreds": ("hundred " * 10_000, "en"),
}


@pytest.mark.parametrize("case", LONG)
def test_texts_that_never_stop(case: str) -> None:
    text, language = LONG[case]
    check_segments(text, language)
    check_numbers(text[:5_000], language)


SIGNS = "，。；：、！？“”‘’（）()《》\n\t \u3000·—…%％.,;:!?-\"'0123456789０一二三十百千万亿两零\r\u202e\0\u0301"
WORDS = (
    *("建设", "完成", "增长", "左右", "以上", "不超过", "百分之", "达到", "年底前", "一是", "（一）", "同比", "亿元"),
    *(" we will ", "build", "e.g.", "Mr.", "per cent", "million", "by 2030", "at least", "a third", "\U0001f600"),
)
TEXTS = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=60).map("".join) | st.text(max_size=80)
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@OFTEN
@given(TEXTS, st.sampled_from(("zh", "en")))
def test_any_text_is_cut_without_loss(text: str, language: str) -> None:
    check_segments(text, language)


@OFTEN
@given(TEXTS, st.sampled_from(("zh", "en")))
def test_figures_of_any_text(text: str, language: str) -> None:
    check_numbers(text, language)


@OFTEN
@given(st.binary(max_size=300) | TEXTS.map(str.encode), st.sampled_from(sorted(READERS)))
def test_any_bytes_are_read_or_refused(data: bytes, ending: str) -> None:
    try:
        extracts = READERS[ending](data, f"x{ending}")
    except UnreadableError:
        return
    assert all(isinstance(extract.text, str) for extract in extracts)


def test_no_path_leads_out_of_a_corpus(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("We will tell nobody.", encoding="utf-8")
    for number, name in enumerate(("../secret", "..\\secret", str(secret.with_suffix("")), "texts/../../secret")):
        corpus = small_corpus(tmp_path / f"corpus-{number}")
        with (corpus / "index.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        rows[0]["doc_id"] = name
        rows[1] |= {"path": f"{name}.txt"}
        with (corpus / "index.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, {**rows[0], **rows[1]})
            writer.writeheader()
            writer.writerows(rows)
        documents, problems = read_corpora([corpus])
        assert len(documents) == 2, name
        assert {problem.doc_id for problem in problems} == {name, rows[1]["doc_id"]}
        assert not any("nobody" in document.text for document in documents)


def test_no_link_leads_out_of_a_corpus(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "corpus")
    (tmp_path / "secret.txt").write_text("We will tell nobody.", encoding="utf-8")
    (tmp_path / "away").mkdir()
    text = corpus / "texts" / "ellowmere-2021.txt"
    (tmp_path / "away" / text.name).write_bytes(text.read_bytes())
    text.unlink()
    text.symlink_to(tmp_path / "secret.txt")
    inside = corpus / "texts" / "tangling-2018.txt"
    inside.rename(corpus / "kept.txt")
    inside.symlink_to("../kept.txt")
    (tmp_path / "named").symlink_to(corpus)
    for named in (corpus, tmp_path / "named"):
        documents, (problem,) = read_corpora([named])
        assert [d.doc_id for d in documents] == ["ellowmere-2022", "tangling-2018", "tangling-2019"]
        assert (problem.doc_id, problem.message) == ("ellowmere-2021", "a link that leads out of the corpus folder")
    shutil.rmtree(corpus / "texts")
    (corpus / "texts").symlink_to(tmp_path / "away")
    assert [p.message for p in read_corpora([corpus])[1]] == ["a link that leads out of the corpus folder"] * 4
    (corpus / "index.csv").rename(tmp_path / "index.csv")
    (corpus / "index.csv").symlink_to(tmp_path / "index.csv")
    assert [p.doc_id for p in read_corpora([corpus])[1]] == [None]


def test_no_link_leads_out_of_a_folder_of_loose_files(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("We will tell nobody.", encoding="utf-8")
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "harlow-2021.txt").symlink_to(tmp_path / "secret.txt")
    files, problems = importing.gather([tmp_path / "loose"], READERS)
    assert list(files) == []
    assert ["leads out" in problem.message for problem in problems] == [True]
    # named by the user it is what he wants
    files, problems = importing.gather([tmp_path / "loose" / "harlow-2021.txt"], READERS)
    assert [found.name for found in files] == ["harlow-2021.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "corpus")
    for file, doc_id in ((corpus / "texts" / "ellowmere-2021.txt", "ellowmere-2021"), (corpus / "index.csv", None)):
        file.unlink()
        os.mkfifo(file)
        _, (problem,) = read_corpora([corpus])
        assert (problem.doc_id, problem.message) == (doc_id, "not a regular file")
    files, problems = importing.gather([corpus / "index.csv"], READERS)
    assert list(files) == []
    assert [problem.message for problem in problems] == ["neither a file nor a folder"]


ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a file called nothing": (lambda: archive(""), "without a name"),
    "a file called dot": (lambda: archive("."), "without a name"),
    "damaged LZMA": (
        lambda: spoiled(archive("a.txt", b"We will mend it. " * 99, zipfile.ZIP_LZMA), b"\xff" * 20),
        "damaged in the archive",
    ),
    "damaged bzip2": (
        lambda: spoiled(archive("a.txt", b"We will mend it. " * 99, zipfile.ZIP_BZIP2), b"\xff" * 20),
        "damaged in the archive",
    ),
    "damaged deflate": (
        lambda: spoiled(archive("a.txt", b"We will mend it. " * 99, zipfile.ZIP_DEFLATED), b"\xff" * 20),
        "damaged in the archive",
    ),
}


@pytest.mark.parametrize("case", ARCHIVES)
def test_what_is_wrong_in_an_archive_is_said_and_the_rest_is_read(case: str, tmp_path: Path) -> None:
    make, words = ARCHIVES[case]
    (tmp_path / "a.zip").write_bytes(make())
    files, problems = importing.gather([tmp_path / "a.zip"], READERS)
    assert [found.name for found in files] == ["a.zip/sound.txt"]
    assert [words in problem.message for problem in problems] == [True]
    assert problems[0].place.startswith(f"{tmp_path / 'a.zip'}:")


def test_a_name_in_an_archive_that_is_not_what_it_says_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive("路.txt").replace("路".encode(), b"\xff\xff\xff"))
    files, problems = importing.gather([tmp_path / "a.zip"], READERS)
    assert list(files) == []
    assert ["not a sound zip file" in problem.message for problem in problems] == [True]


def test_no_path_leads_out_of_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../outside.txt", "We will mend the path of the village this year.\n")
        packed.writestr("/etc/outside.txt", "We will mend the bridge of the village next year.\n")
    before = sorted(tmp_path.rglob("*"))
    documents, _ = read_corpora([archive])
    assert sorted(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "outside.txt").exists()
    assert all("/" not in d.doc_id and ".." not in d.doc_id for d in documents)


class Harm:
    """An object that runs when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("raise SystemExit('a pickle was loaded')",))


@pytest.mark.parametrize("part", [WEIGHTS, META, CARD])
def test_a_pickle_is_no_model(part: str, tmp_path: Path) -> None:
    for name in (WEIGHTS, META, CARD):
        (tmp_path / name).write_bytes((MODELS / "links" / name).read_bytes())
    (tmp_path / part).write_bytes(pickle.dumps(Harm()))
    with pytest.raises(ModelError):
        load_model(tmp_path)


def test_a_pickle_is_no_encoder(tmp_path: Path) -> None:
    """A folder as other libraries write it, its weights in the old format that runs code when it is loaded."""
    from pipeline.embed import load_encoder

    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}), encoding="utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps(Harm()))
    with pytest.raises(ModelError):
        load_encoder(str(tmp_path), MODELS, EmbedSettings()).encode(["一"])


def test_formulas_and_markup_stay_text(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "corpus")
    text = (corpus / "texts" / "ellowmere-2022.txt").read_text(encoding="utf-8")
    evil = 'We will open =HYPERLINK("http://evil.example","x") and <script>alert(1)</script> by 2030.\n'
    evil += "=cmd|' /C calc'!A0 will be closed by 2030.\n@SUM(1+1) will be built by 2031.\n"
    (corpus / "texts" / "ellowmere-2022.txt").write_text(text + evil, encoding="utf-8", newline="")
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = [row | {"sha256": ""} for row in csv.DictReader(file)]
    with (corpus / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    out = tmp_path / "out"
    run([corpus], out, Settings())
    assert any("<script>alert(1)" in row["text"] for row in read_rows(out / "data", "sentences"))
    for file in sorted((out / "tables").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.reader(table):
                for cell in row:
                    number = cell.lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdigit()
                    assert not cell.startswith(DANGEROUS) or number or cell.startswith(GUARD), (file.name, cell)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "alert(1)" not in page  # only inside the packed data


def test_a_corpus_of_nothing_but_harm_is_refused_whole(tmp_path: Path) -> None:
    corpus = tmp_path / "loose"
    corpus.mkdir()
    for number, (case, (ending, make)) in enumerate(REFUSED.items()):
        if "bomb" not in case:
            (corpus / f"{number}{ending}").write_bytes(make()[:200_000])
    with pytest.raises(CorpusError) as caught:
        run([corpus], tmp_path / "out", Settings())
    assert len(caught.value.problems) >= 3
    assert not (tmp_path / "out" / "data").exists()
