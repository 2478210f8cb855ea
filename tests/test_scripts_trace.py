"""scripts/trace.py on a small run written by hand: what is near, what is not, and queries that ask for nothing."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.errors import RunError, SettingsError
from pipeline.records import parse_span_id
from pipeline.settings import EmbedSettings
from pipeline.tables import TABLES, write_part
from pipeline.tracing import Ledger, named_places, near_threads

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {
    "t-bus": "We will launch a free bus pass for pensioners",
    "t-tax": "We will freeze the tax on farm land",
    "t-library": "We will open a library in every school of the county",
}
SENTENCES = {
    "a@900-950": ("other", "The mayor thanked the brass band of the fire brigade."),
    "b@900-950": ("progress", "The brass band of the fire brigade got new trumpets."),
}


# of the thread t-bus, promised in 2021 and, as t-bus-again, in 2022: one report closes the one and advances the other
LOOSE = {"t-bus": {"weakest_link": 0.38, "weakest_unit": "d@0-50"}}
REPORTS = (("t-bus", "c@0-40", "closes", 0.8), ("t-bus-again", "c@0-40", "advances", 0.7))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a run of three promises; columns that the script does not read are empty or zero."""
    blank = {"string": "", "int32": 0, "double": 0.0, "bool": False}

    def row(table: str, **values: object) -> dict[str, object]:
        if "sentence_id" in values:
            values |= dict(zip(("doc_id", "start", "end"), parse_span_id(str(values["sentence_id"])), strict=True))
        return {c.name: values.get(c.name, blank.get(str(c.type), [])) for c in TABLES[table].columns}

    place = {"jurisdiction": "Ellowmere County", "year": 2021}
    stretches = {name: (f"a@{k * 100}-{k * 100 + 50}", text) for k, (name, text) in enumerate(TEXTS.items())}
    stretches["t-bus-again"] = ("d@0-50", "We will launch the free bus pass for pensioners at last")
    told = "The free bus pass for pensioners is there"
    later = {"thread_id": "t-bus", "doc_id": "d", "jurisdiction": "Ellowmere County", "year": 2022}
    rows = {
        "units": [
            row("units", **place, unit_id=span, sentence_id=span, thread_id=name, doc_id="a", text=text)
            for name, (span, text) in stretches.items()
            if name in TEXTS
        ]
        + [
            row("units", unit_id="d@0-50", sentence_id="d@0-50", text=stretches["t-bus-again"][1], **later),
            row(
                "units",
                unit_id="c@0-40",
                sentence_id="c@0-40",
                text=told,
                label="progress",
                **later | {"thread_id": "", "year": 2023},
            ),
        ],
        "sentences": [
            *(
                row("sentences", sentence_id=span, doc_id="a", text=text, label="pledge")
                for span, text in stretches.values()
            ),
            row("sentences", sentence_id="c@0-40", doc_id="c", text=told, label="progress"),
            *(
                row("sentences", sentence_id=span, doc_id=span[0], text=text, label=label)
                for span, (label, text) in SENTENCES.items()
            ),
        ],
        "documents": [
            row("documents", doc_id="a", **place),
            row("documents", doc_id="b", jurisdiction="Wendham", year=2022),
            row("documents", doc_id="c", **place | {"year": 2023}),
            row("documents", doc_id="d", **place | {"year": 2022}),
        ],
        "threads": [
            row("threads", **place, thread_id=name, title=text, status="open", **LOOSE.get(name, {}))
            for name, text in TEXTS.items()
        ],
        "closures": [
            row("closures", commitment_unit=stretches[name][0], report_unit=report, relation=relation, score=score)
            for name, report, relation, score in REPORTS
        ],
        "targets": [],
    }
    for name, own in rows.items():
        write_part(tmp_path / "data", name, "lake", own, "key")
    (tmp_path / "run.json").write_text(json.dumps({"settings": {"embed": asdict(EmbedSettings())}}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def trace(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # noqa: ANN201
    """Return a function that calls the script and returns its exit code and what it printed, on both channels."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    # by its path: the standard library has a module of this name
    found = importlib.util.spec_from_file_location("trace_script", ROOT / "scripts" / "trace.py")
    assert found and found.loader
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trace.py", *arguments, "--run", str(folder)])
        code = script.main()
        return code, *capsys.readouterr()

    return call


def test_a_thread_that_may_be_several_promises_says_so(trace) -> None:  # noqa: ANN001
    doubt = "Perhaps more than one promise: d@0-50 hangs on the others with a mean probability of 0.38 only."
    assert doubt in trace("free bus pass for pensioners")[1]
    assert "Perhaps" not in trace("freeze the tax on farm land")[1]


def test_a_promise_in_other_words_is_found_alone(trace) -> None:  # noqa: ANN001
    code, printed, _ = trace("bus passes for pensioners")
    assert code == 0 and TEXTS["t-bus"] in printed
    assert "t-tax" not in printed and "t-library" not in printed  # not near, though three are asked for


@pytest.mark.parametrize("given", ["t-bus", "d@0-50"])
def test_an_id_of_the_tables_leads_to_its_thread(trace, given: str) -> None:  # noqa: ANN001
    code, printed, _ = trace(given)
    assert code == 0 and "t-bus, open, similarity to the query 1.00" in printed
    assert "t-tax" not in printed


def test_the_id_of_a_report_leads_to_the_promises_that_it_answers(trace) -> None:  # noqa: ANN001
    code, printed, said = trace("c@0-40")
    assert code == 0 and TEXTS["t-bus"] in printed and "t-tax" not in printed
    assert "c@0-40 is a progress unit and leads to promises: 1" in said


def test_a_stretch_of_a_sentence_leads_to_the_promises_in_it(trace) -> None:  # noqa: ANN001
    code, printed, said = trace("a@100-120")
    assert code == 0 and "t-tax" in printed and "t-bus" not in printed
    assert "a@100-120 is in a sentence labelled pledge and leads to promises: 1" in said


def test_what_leads_to_no_promise_is_said_plainly(trace) -> None:  # noqa: ANN001
    code, printed, said = trace("a@900-950")
    assert (code, printed) == (1, "")
    assert "a@900-950 is in a sentence labelled other and leads to no promise" in said
    assert trace("a@900-950", "--json")[:2] == (1, "[]\n")


@pytest.mark.parametrize("query", ["a@901-990", "elsewhere@0-9", "t-0123456789ab"])
def test_an_id_that_the_run_does_not_have_is_refused(trace, query: str) -> None:  # noqa: ANN001
    with pytest.raises(RunError, match=f"{query}: no id of .+ → copy one"):
        trace(query)


def test_threads_far_below_the_best_are_cut() -> None:
    ranked = [("a", 1.0), ("b", 0.5), ("c", 0.49), ("d", 0.21), ("e", 0.19)]
    assert near_threads(ranked) == ([("a", 1.0), ("b", 0.5)], [("c", 0.49), ("d", 0.21)])
    assert near_threads(ranked[2:]) == ([("c", 0.49)], [("d", 0.21)])
    assert near_threads(ranked[4:]) == ([], [])


def test_that_threads_are_cut_is_said(trace) -> None:  # noqa: ANN001
    _, printed, said = trace("We will freeze the tax")
    assert "t-tax" in printed and "t-bus" not in printed and "t-library" not in printed
    assert "less than half as near as the best (1.00): 2" in said
    _, printed, said = trace("We will", "--most", "1")
    assert printed.count("similarity to the query") == 1
    assert said == "threads near this: 3; 1 are shown → --most 3 shows all\n"
    _, printed, said = trace("We will", "--most", "3")
    assert printed.count("similarity to the query") == 3 and said == ""


@pytest.mark.parametrize("name", ["Ellowmere", "ellowmere county", "County Council of Ellowmere County"])
def test_a_name_that_meets_one_place_is_taken_for_it(trace, name: str) -> None:  # noqa: ANN001
    code, printed, said = trace("free bus pass", "--place", name)
    assert code == 0 and TEXTS["t-bus"] in printed
    assert f"--place {name}: taken for Ellowmere County" in said.replace("\n", " ")


def test_a_name_that_meets_no_place_or_several_is_refused_with_the_names(trace) -> None:  # noqa: ANN001
    with pytest.raises(RunError, match=r"Wendham is no place of this run → one of Ellowmere County"):
        trace("free bus pass", "--place", "Wendham")
    known = {"Halbrook", "North Halbrook", "Tavara", "甘肃省"}
    found, unclear = named_places(["Halbrook", "halbrook", "Province of Tavara", "甘肃", "al"], known)
    assert found == {"Halbrook": "Halbrook", "halbrook": "Halbrook", "Province of Tavara": "Tavara", "甘肃": "甘肃省"}
    assert unclear == {"al": ["Halbrook", "North Halbrook"]}, "it stands in two names"
    assert named_places(["Halbrook and Tavara"], known)[1] == {"Halbrook and Tavara": ["Halbrook", "Tavara"]}
    assert named_places(["tavara"], {"Tavara", "TAVARA", "East Tavara"})[1] == {"tavara": ["TAVARA", "Tavara"]}
    assert named_places([" "], {"Tavara"})[1] == {" ": []}, "nothing is in every name"


def test_a_name_in_other_characters_is_taken_for_its_place() -> None:
    known = {"绿溪县", "綠溪鎮", "东岭区"}
    found, unclear = named_places(["綠溪縣", "绿溪镇", "東嶺", "绿溪县"], known)
    assert found == {"綠溪縣": "绿溪县", "绿溪镇": "綠溪鎮", "東嶺": "东岭区", "绿溪县": "绿溪县"} and not unclear
    both = {"绿溪县", "綠溪縣"}
    assert named_places(["綠溪縣"], both)[0] == {"綠溪縣": "綠溪縣"}, "the place that is called so comes first"
    assert named_places(["绿溪"], both)[1] == {"绿溪": ["綠溪縣", "绿溪县"]}


def test_the_error_on_an_unknown_place_names_near_ones(trace) -> None:  # noqa: ANN001
    said = r"--place: Elowmere is no place of this run, but may be Ellowmere County → one of Ellowmere County"
    with pytest.raises(RunError, match=said):
        trace("free bus pass", "--place", "Elowmere")
    known = {"绿溪县", "东岭区", "Halbrook", "Tavara"}
    assert named_places(["绿淮县", "Halbrok", "Morwen"], known)[1] == {
        "绿淮县": ["绿溪县"],
        "Halbrok": ["Halbrook"],
        "Morwen": [],
    }


@pytest.mark.parametrize("query", ["", "  \n"])
def test_an_empty_query_is_refused(trace, query: str) -> None:  # noqa: ANN001
    with pytest.raises(RunError, match="query is empty"):
        trace(query)


def test_a_query_in_another_encoding_is_refused(trace) -> None:  # noqa: ANN001
    with pytest.raises(RunError, match="not in the encoding of this terminal → set both to UTF-8"):
        trace("free bus \udcff pass")


def test_json_is_printed_where_the_places_asked_for_promise_nothing(trace, folder: Path) -> None:  # noqa: ANN001
    write_part(folder / "data", "units", "lake", [], "key")
    code, printed, said = trace("free bus pass", "--json")
    assert code == 1 and json.loads(printed) == [] and "no commitments" in said


def test_fewer_threads_than_one_cannot_be_asked_for(trace, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ANN001
    with pytest.raises(SystemExit, match="2"):
        trace("free bus pass", "--most", "-1")
    assert "argument --most: '-1' is no whole number of 1 or more → give one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ('{"settings": {"embed": {"encoder": "static", "layers": 3}}}', SettingsError, r"unknown key 'layers'"),
        ('{"settings": {"embed": {"encoder": 7}}}', SettingsError, "encoder = 7 is no str"),
        ('{"settings": {}}', SettingsError, r"no settings \[embed\]"),
        ("[]", SettingsError, r"no settings \[embed\]"),
        ("{", RunError, "cannot be read"),
    ],
)
def test_a_run_of_another_version_is_refused_with_the_next_step(
    trace,  # noqa: ANN001
    folder: Path,
    text: str,
    kind: type[Exception],
    words: str,
) -> None:
    (folder / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(kind, match=words) as caught:
        trace("free bus pass")
    assert str(caught.value).startswith(str(folder / "run.json"))
    assert str(caught.value).endswith("→ run it again with run.py")


def test_nothing_near_is_said(trace) -> None:  # noqa: ANN001
    code, printed, said = trace("quantum banana")
    assert code == 1 and printed == ""
    assert said.startswith("nothing near this in the run; the nearest is Ellowmere County: We will ")
    code, printed, said = trace("quantum banana", "--json")
    assert code == 1 and json.loads(printed) == [] and "nothing near this" in said


def test_a_report_says_of_which_promises_it_speaks(trace) -> None:  # noqa: ANN001
    _, printed, _ = trace("bus passes for pensioners")
    assert "2023 closes the promise of 2021 (0.80): The free bus pass for pensioners is there" in printed
    assert "2023 advances the promise of 2022 (0.70): The free bus pass for pensioners is there" in printed
    _, printed, _ = trace("bus passes for pensioners", "--json")
    events = [e for e in json.loads(printed)[0]["events"] if e["role"] != "promised"]
    assert {(e["role"], *e["promises"]) for e in events} == {("advances", "d@0-50"), ("closes", "a@0-50")}


def test_promises_of_one_speech_stand_in_the_order_of_its_text() -> None:
    at = {f"a@{start}-{start + 50}": start for start in (900, 1000, 20)}
    units = [
        {"unit_id": i, "doc_id": "a", "year": 2021, "start": start, "end": start + 50, "thread_id": "t", "text": "We"}
        | {"sentence_id": "a@0-2000"}
        for i, start in at.items()
    ]
    units.append(units[0] | {"unit_id": "b@0-9", "doc_id": "b", "year": 2022, "start": 0, "end": 9, "thread_id": ""})
    told = [{"commitment_unit": i, "report_unit": "b@0-9", "relation": "closes", "score": 0.9} for i in at]
    ledger = Ledger.from_rows(
        {
            "units": units,
            "closures": told,
            "threads": [{"thread_id": "t", "annual_target": False}],
            "sentences": [{"sentence_id": "a@0-2000", "text": "We", "section": ""}],
            "targets": [],
        }
    )
    *promised, closed = ledger.history("t")
    assert [e.unit_id for e in promised] == ["a@20-70", "a@900-950", "a@1000-1050"] == list(closed.promises)


@pytest.mark.parametrize("query", ["brass band of the fire brigade", "The mayor thanked the brass band"])
def test_words_that_stand_in_no_commitment_are_said_to(trace, query: str) -> None:  # noqa: ANN001
    """Only of the places asked for; and not where a commitment has the words, whatever else has them."""
    _, _, said = trace(query, "--place", "Ellowmere County")
    assert "stand in sentences that are no commitment: a@900-950 (other)" in said and "b@900-950" not in said
    _, _, said = trace("free bus pass for pensioners")
    assert "no commitment" not in said
