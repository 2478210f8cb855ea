"""What a process loads while it waits for its first task.

Nothing is imported before it is asked for, so that workers begin while the program that starts them imports the stages.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.settings import Settings


def warm(settings: Settings, models: Path | None) -> None:
    """Import the stages, and load the models, those at hand or in a folder, and the Chinese dictionary."""
    import pipeline.runs  # noqa: F401 - with it come all the stages
    from pipeline.jobs import MODELS, load_models
    from pipeline.languages.zh import word_tags

    load_models((models or MODELS).absolute(), settings)
    word_tags()
