"""What ends a line of a text, for whoever reads or cuts one."""

from __future__ import annotations

LINE_ENDS = "\n\r\x0b\u2028\u2029"
"""Besides the usual signs the break inside a paragraph that Word copies, and those of web pages and layout programs."""
