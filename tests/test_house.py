"""The rules of the house that a machine can check.

Covers: imports only point downwards; stages neither print, open files nor read the environment; heavy
libraries stay in the modules that use them; every setting is explained in default.toml; --help is quick.
"""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import DEFAULT_FILE, Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pipeline"

# from the bottom to the top; a module may import its own layer's folder and every layer below
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"cells", "corpora", "errors", "files", "lineends", "lost", "records", "years"}),
    frozenset({"settings", "figures", "measures", "quantise", "languages"}),
    frozenset({"bert", "modelfiles", "tables", "readers"}),
    frozenset({"further", "planted", "tracing", "workfiles", "workers"}),
    frozenset({"rows"}),
    frozenset(
        {
            "classify",
            "embed",
            "evaluate",
            "fields",
            "link",
            "places",
            "report",
            "responses",
            "segment",
            "statuses",
            "targets",
            "threads",
        }
    ),
    frozenset({"review"}),
    frozenset({"reviewing"}),
    frozenset({"jobs"}),
    frozenset({"analysing", "comparing"}),
    frozenset({"reporting"}),
    frozenset({"runs", "training"}),
    frozenset({"warming"}),
)
HANDS_ON_DISK = frozenset(
    {
        *("files", "settings", "further", "modelfiles", "planted", "tables", "workfiles", "readers", "reviewing"),
        *("comparing", "reporting", "runs", "training"),
    }
)


READERS = {
    **dict.fromkeys(("fields.py", "report/page.py", "report/words.py", "review/wording.py"), "files of the package"),
    "jobs.py": "the program's own source, for its hash",
    "evaluate/gold.py": "what readers decided",
}
"""Modules outside HANDS_ON_DISK that read files, and which."""


def layer_of(name: str) -> int:
    """Return the layer of a top-level module or folder of the package."""
    return next(i for i, layer in enumerate(LAYERS) if name in layer)


def modules() -> list[Path]:
    """Return every module of the package."""
    return sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def owner(file: Path) -> str:
    """Return the top-level name of a module: its folder, or itself."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports from the package."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline."):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("pipeline."))


@pytest.mark.parametrize("file", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_downwards(file: Path) -> None:
    for name in imported(file):
        other = name.split(".")[1]
        if other == owner(file):
            continue
        assert layer_of(other) < layer_of(owner(file)), f"{file.name} imports {name}"


def test_layers_name_every_module() -> None:
    named = frozenset().union(*LAYERS)
    assert {owner(p) for p in modules()} <= named


@pytest.mark.parametrize("file", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_stages_keep_their_hands_off_the_disk(file: Path) -> None:
    if owner(file) in HANDS_ON_DISK:
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    names = {c.func.id for c in calls if isinstance(c.func, ast.Name)}
    attributes = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    assert not names & {"open", "print", "input"}
    assert not attributes & {"environ", "getenv", "write_text", "write_bytes", "mkdir", "unlink"}
    if file.relative_to(PACKAGE).as_posix() not in READERS:
        assert not attributes & {"read_text", "read_bytes", "glob", "iterdir"}


def test_default_toml_explains_every_setting() -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    written = tomllib.loads(text)
    for section in dataclasses.fields(Settings):
        values = dataclasses.asdict(getattr(Settings(), section.name))
        for key, value in values.items():
            line = next((row for row in text.splitlines() if row.lstrip("# ").startswith(f"{key} =")), None)
            assert line is not None, f"[{section.name}] {key} is not in default.toml"
            assert line.count("#") >= 1 and line.rsplit("#", 1)[1].strip(), f"{key} has no comment"
            if value is not None:
                assert written[section.name][key] == (list(value) if isinstance(value, tuple) else value)
            else:
                assert key not in written[section.name]
    assert set(written) == {f.name for f in dataclasses.fields(Settings)}


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("[!_]*.py")), ids=lambda p: p.name)
def test_help_needs_no_heavy_library(script: Path) -> None:
    """Help answers at once because nothing heavy is imported before the command line is parsed."""
    code = (
        "import os, runpy, sys; sys.argv = [sys.argv[1], '--help']; sys.path.insert(0, os.path.dirname(sys.argv[0]))\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "heavy = {'torch', 'spacy', 'sklearn', 'scipy', 'sentence_transformers', 'transformers', 'pyarrow', 'jieba'}\n"
        "heavy |= {'vl_convert', 'xlsxwriter', 'openpyxl', 'pdfplumber', 'docx', 'trafilatura'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(script)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout
