"""The numbers of Chinese five-year plans, as speeches abbreviate them: «六五» (1981-85) … «十五五» (2026-30)."""

from __future__ import annotations

#: characters before the 五 of an abbreviated plan, a pattern for the first to the twenty-ninth; what stands before them
#: must be no numeral, or 二十五 is found in 一百二十五
PLAN_ORDINAL = "(?<![一二三四五六七八九十百千万亿零〇第])(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])"
