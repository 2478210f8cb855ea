"""Settings: one frozen dataclass per stage, one commented TOML file with every default.

`default.toml` beside this module is the reference; a user's file needs only the keys it changes.
An unknown section or key, or a value of another type or out of its range, is an error that names it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError

DEFAULT_FILE = Path(__file__).with_name("default.toml")
FAINT = 0.08
"""Pairs of commitments that are less probably the same are kept only where they are links: there are millions, and
threads count them as zero, as their squares add nothing."""
ACCURATE = "-accurate"
"""Behind the name of a model's folder: the model that asks a transformer too."""


def _within(default: Any, low: float, high: float | None = None, *, above: bool = False) -> Any:  # noqa: ANN401
    """Return a field with its default and the range of its values: `low` or more (`above`: more), up to `high`."""
    return field(default=default, metadata={"range": (low, high, above)})


def _among(default: Any, *known: str) -> Any:  # noqa: ANN401 - a field
    """Return a field with its default and the values that it, or each of its items, can have."""
    return field(default=default, metadata={"known": known})


def _named(default: str) -> Any:  # noqa: ANN401 - a field
    """Return a field with its default that has to name something."""
    return field(default=default, metadata={"named": True})


class _Section:
    """What the sections have in common: a value that would only be missed at the end of a long run is refused."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Check each value. Raises SettingsError that lists all that are out of range."""
        section = f"[{type(self).__name__.removesuffix('Settings').lower()}]"
        wrong = [f"{section} {problem}" for problem in map(self._problem, dataclasses.fields(self)) if problem]  # type: ignore[arg-type]
        if wrong:
            raise SettingsError("\n".join(wrong))

    def _problem(self, own: dataclasses.Field[Any]) -> str:
        """Return what is wrong with the value of a field, and what to give instead; empty if nothing is."""
        value = getattr(self, own.name)
        known = own.metadata.get("known")
        if known and any(item not in known for item in ((value,) if isinstance(value, str) else value)):
            return f"{own.name} = {value!r} is not known → use {' or '.join(known)}"
        if own.metadata.get("named") and not value.strip():
            return f"{own.name} = {value!r} names nothing → leave it out, or use {own.default!r}"
        if "range" not in own.metadata or value is None:
            return ""
        low, high, above = own.metadata["range"]
        if (value > low or (value == low and not above)) and (high is None or value <= high):
            return ""
        wanted = f"more than {low}" if above else f"{low} or more"
        return f"{own.name} = {value} is out of range → {wanted}" + ("" if high is None else f", at most {high}")


@dataclass(frozen=True, slots=True)
class SegmentSettings(_Section):
    """How documents are cut up; see default.toml for what each key does."""

    split_semicolon: bool = True
    join_lines: tuple[str, ...] = _among(("zh",), "zh", "en")
    long_sentence: int = _within(400, 1)


@dataclass(frozen=True, slots=True)
class ClassifySettings(_Section):
    """Which classifier is used and which of its answers count as doubtful."""

    model: str = _named("classify")
    second_look: bool = True
    review_below: float = _within(0.55, 0, 1)


@dataclass(frozen=True, slots=True)
class EmbedSettings(_Section):
    """Which encoder turns units into vectors."""

    encoder: str = _named("static")
    batch: int = _within(1024, 1)
    unknown_max: float = _within(0.2, 0, 1)


@dataclass(frozen=True, slots=True)
class LinkSettings(_Section):
    """Candidate search and the bar for `same` and `related`; None takes the model's own threshold."""

    model: str = _named("links")
    cross_encoder: tuple[str, ...] = _among((), "zh", "en")
    candidate_cosine: float = _within(0.3, 0, 1)
    block: int = _within(1024, 1)
    same_threshold: float | None = _within(None, 0, 1, above=True)
    related_threshold: float | None = _within(None, 0, 1, above=True)
    related_most: int = _within(10, 0)


@dataclass(frozen=True, slots=True)
class ThreadSettings(_Section):
    """How `same` links become threads; None takes the model's own threshold."""

    cut: float | None = _within(None, FAINT, 1)  # below, every pair that was proposed is joined
    boilerplate_places: int = _within(4, 2)


@dataclass(frozen=True, slots=True)
class ClosureSettings(_Section):
    """Matching commitments with later reports; None takes the model's own threshold."""

    model: str = _named("closures")
    cross_encoder: bool = True
    horizon: int = _within(5, 1)
    closes_threshold: float | None = _within(None, 0, above=True)  # above 1 nothing closes
    advances_threshold: float | None = _within(None, 0, above=True)


@dataclass(frozen=True, slots=True)
class ResponseSettings(_Section):
    """Matching problems with the commitments that answer them."""

    horizon: int = _within(5, 0)
    threshold: float = _within(0.4, 0)
    again_threshold: float = _within(0.58, 0)
    group_threshold: float = _within(0.5, 0)
    most: int = _within(5, 1)


@dataclass(frozen=True, slots=True)
class PlaceSettings(_Section):
    """Matching the promises of several places."""

    copied_characters: int = _within(20, 1)
    shared_threshold: float = _within(0.8, 0)
    block: int = _within(100_000, 1)
    most_promises: int = _within(2_000_000, 0)


@dataclass(frozen=True, slots=True)
class ReviewSettings(_Section):
    """Where people's verdicts are."""

    corrections: str = ""


@dataclass(frozen=True, slots=True)
class ReportSettings(_Section):
    """How tables and the report are written."""

    csv_encoding: str = _among("utf-8-sig", "utf-8-sig", "utf-8")
    language: str = _among("en", "en", "zh")
    top: int = _within(5, 0)
    fields: str = "static"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run, one section per stage."""

    segment: SegmentSettings = field(default_factory=SegmentSettings)
    classify: ClassifySettings = field(default_factory=ClassifySettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    link: LinkSettings = field(default_factory=LinkSettings)
    thread: ThreadSettings = field(default_factory=ThreadSettings)
    closure: ClosureSettings = field(default_factory=ClosureSettings)
    response: ResponseSettings = field(default_factory=ResponseSettings)
    place: PlaceSettings = field(default_factory=PlaceSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return plain nested dicts, in the order of the fields."""
        return dataclasses.asdict(self)


def fingerprint(*parts: Any) -> str:  # noqa: ANN401 - anything that has a JSON form or is a dataclass
    """Return 16 hexadecimal digits that change whenever one of the parts changes."""
    plain = [dataclasses.asdict(p) if dataclasses.is_dataclass(p) and not isinstance(p, type) else p for p in parts]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def load_settings(path: Path | None = None) -> Settings:
    """Return the defaults, changed by the TOML file at `path` if one is given.

    Raises SettingsError that lists every unknown section or key and every value of a wrong type or out of range.
    """
    if path is None:
        return Settings()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}) → name an existing TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file ({error}) → copy {DEFAULT_FILE.name} and change that") from error
    wrong: list[str] = []
    sections: dict[str, Any] = {}
    known = {f.name: f for f in dataclasses.fields(Settings)}
    for name, values in given.items():
        if name not in known or not isinstance(values, dict):
            wrong.append(f"{path}: unknown section [{name}] → use one of {', '.join(known)}")
            continue
        sections[name] = _section(getattr(Settings(), name), values, f"{path}: [{name}]", wrong)
    if wrong:
        raise SettingsError("\n".join(wrong))
    return Settings(**sections)


def accurate(settings: Settings) -> Settings:
    """Return settings with the accurate classifier and link scorer, which also reads pairs in doubt.

    Their folders are those named `-accurate` beside the two.
    """
    classify, link = (accurate_beside(model) for model in (settings.classify.model, settings.link.model))
    return dataclasses.replace(
        settings,
        classify=dataclasses.replace(settings.classify, model=classify),
        link=dataclasses.replace(settings.link, model=link, cross_encoder=("zh", "en")),
    )


def accurate_beside(model: str) -> str:
    """Return the name of the accurate model that stands beside one, or of this one if it is accurate."""
    return model.rstrip("/\\").removesuffix(ACCURATE) + ACCURATE


def written_section(name: str, values: object, place: str) -> Any:  # noqa: ANN401 - a section of Settings
    """Return a section of settings from the form in which a run has written it down; what it lacks has its default.

    Raises SettingsError that names every key that this version does not know, and every value of a wrong type.
    """
    wrong: list[str] = []
    if not isinstance(values, dict):
        raise SettingsError(f"{place}: no settings [{name}] → run it again with run.py")
    section = _section(getattr(Settings(), name), values, f"{place}: [{name}]", wrong)
    if wrong:
        raise SettingsError("\n".join([*wrong, f"{place} is of another version → run it again with run.py"]))
    return section


def _section(default: Any, values: dict[str, Any], place: str, wrong: list[str]) -> Any:  # noqa: ANN401
    """Return a copy of the section `default` with `values` put in; append what does not fit to `wrong`."""
    fields = {f.name: str(f.type) for f in dataclasses.fields(default)}
    fitting: dict[str, Any] = {}
    for key, value in values.items():
        if key not in fields:
            wrong.append(f"{place}: unknown key {key!r} → use one of {', '.join(fields)}")
        elif not _fits(fields[key], value):
            wrong.append(f"{place}: {key} = {value!r} is no {fields[key]} → see {DEFAULT_FILE.name}")
        else:
            fitting[key] = _as_field(fields[key], value)
    try:
        return dataclasses.replace(default, **fitting)
    except SettingsError as error:
        wrong += [f"{place}{line.partition(']')[2]}" for line in str(error).split("\n")]
        return default


def _as_field(kind: str, value: Any) -> Any:  # noqa: ANN401 - a TOML value and a field's value
    """Return a TOML value, which fits, in the type of the field."""
    if kind.startswith("tuple"):
        return tuple(value)
    return float(value) if "float" in kind else value


def _fits(kind: str, value: object) -> bool:
    """Tell whether a TOML value fits a field whose annotation is `kind`."""
    if kind.startswith("tuple"):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(value, bool):
        return kind == "bool"
    wanted = {"int": (int,), "str": (str,), "bool": (bool,)}
    return isinstance(value, (int, float) if "float" in kind else wanted.get(kind, ()))
