"""Cut documents into sections, sentences and furniture; find the part that looks back and the part that looks ahead."""

from pipeline.segment.segmenter import segment

__all__ = ["segment"]
