"""Eight-bit storage of weight matrices, which :mod:`pipeline.quantise` does for all models."""

from pipeline.quantise import pack, unpack

__all__ = ["pack", "unpack"]
