"""What ends a line of a text, for whoever reads or cuts one."""

from __future__ import annotations

import re

LINE_ENDS = "\n\r\x0b\u2028\u2029"
"""Besides the usual signs the break inside a paragraph that Word copies, and those of web pages and layout programs."""
LINE = re.compile(rf"[^\s\ufeff](?:[^{LINE_ENDS}]*[^\s\ufeff])?")
"""What a line holds, without the white space and byte order marks around it."""
