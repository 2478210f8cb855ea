"""Problems and answers that every speech words alike and that share no word, so that no likeness of meaning joins them.

«Demand is weak» is answered by «boost consumption», «firms are in difficulty» by «pay what is owed to firms». Only
kinds were taken whose stock answer, where a speech has it, answers the problem (19 of 21 that were read). All are of
Chinese speeches.
"""

from __future__ import annotations

import re

STOCK_ANSWERS = tuple(
    (re.compile(problem), re.compile(answer))
    for problem, answer in (
        (
            r"有效需求|内需|(?:需求|消费)[^，。；]{0,6}(?:不足|不旺|不振|偏弱|疲软|低迷)",
            r"扩大内需|提振消费|扩大(?:有效)?(?:需求|消费)|促消费",
        ),
        (
            r"(?:企业|市场主体|经营主体)[^，。；]{0,10}(?:困难|艰难|压力)",
            r"助企|惠企|纾困|拖欠[^，。；]{0,6}账款|(?:小微|中小|民营)企业[^，。；]{0,8}(?:融资|贷款)|为企业(?:减负|解难)",
        ),
        (
            r"外部环境|贸易保护|外需",
            r"稳外[贸资]|外贸[^，。；]{0,8}(?:稳|增)|(?:开拓|拓展)[^，。；]{0,8}(?:海外|国际|多元)[^，。；]{0,4}市场",
        ),
        (
            r"预期[^，。；]{0,6}(?:偏弱|不稳|转弱|较弱)|信心[^，。；]{0,4}不足",
            r"稳(?:定)?预期|(?:提振|增强|坚定)[^，。；]{0,8}信心",
        ),
    )
)
"""What a problem says, and what its stock answer says: patterns for folded text."""
