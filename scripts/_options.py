"""Types of command-line options; nothing is imported here that would keep `--help` waiting."""

from __future__ import annotations

import argparse


def at_least_one(text: str) -> int:
    """Return an option that is a whole number of 1 or more; argparse names the option where it is none."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more → give one")
    return int(text)


def none_or_more(text: str) -> int:
    """Return an option that is a whole number, 0 among them."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 0 or more → give one")
    return int(text)


def several(text: str) -> tuple[int, ...]:
    """Return an option that lists whole numbers of 1 or more, parted by commas."""
    return tuple(at_least_one(part.strip()) for part in text.split(","))
