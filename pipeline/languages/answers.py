"""Problems and answers that every speech words alike and that share no word, so that no likeness of meaning joins them.

«Demand is weak» is answered by «boost consumption», «firms are in difficulty» by «pay what is owed to firms». Only
kinds were taken whose stock answer, where a speech has it, answers the problem (64 of 69 that were read). All are of
Chinese speeches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockKind:
    """What a problem of a kind says, and what its stock answer says: patterns for folded text.

    `same` tells whether any two sentences that are of this kind alone name the same problem.
    """

    problem: re.Pattern[str]
    answer: re.Pattern[str]
    same: bool = False


def _kind(problem: str, answer: str, *, same: bool = False) -> StockKind:
    return StockKind(re.compile(problem), re.compile(answer), same)


STOCK_KINDS = (
    # weak demand
    _kind(
        r"供强需弱|有效需求|内需|(?:需求|消费)[^，。；]{0,6}(?:不足|不旺|不振|偏弱|疲软|低迷)",
        r"扩大内需|提振消费|扩大(?:有效)?(?:需求|消费)|促消费",
        same=True,
    ),
    # firms in difficulty
    _kind(
        r"(?:企业|市场主体|经营主体)[^，。；]{0,10}(?:困难|艰难|压力)",
        r"助企|惠企|纾困|拖欠[^，。；]{0,6}账款|(?:小微|中小|民营)企业[^，。；]{0,8}(?:融资|贷款)|为企业(?:减负|解难)",
    ),
    # the world outside
    _kind(
        r"外部环境|贸易保护|外需",
        r"稳外[贸资]|外贸[^，。；]{0,8}(?:稳|增)|(?:开拓|拓展)[^，。；]{0,8}(?:海外|国际|多元)[^，。；]{0,4}市场",
        same=True,
    ),
    # expectations
    _kind(
        r"预期[^，。；]{0,6}(?:偏弱|不稳|转弱|较弱)|信心[^，。；]{0,4}不足",
        r"稳(?:定)?预期|(?:提振|增强|坚定)[^，。；]{0,8}信心",
    ),
    # what officials can do, and how they do it
    _kind(
        r"(?:工作人员|干部|公务员)[^。；]{0,40}(?:能力|作风|担当|本领|素[养质]|执行力)|作风建设|担当作为|形式主义|不作为",
        r"担当作为|形式主义|作风建设|(?:改进|转变|锤炼|强化)[^，。；]{0,8}作风|实干本领|干部(?:队伍|教育)|公务员队伍"
        r"|专业(?:能力|素养)|履职(?:能力|本领)|执行力|敢作敢为",
    ),
    # an old structure of the economy
    _kind(
        r"新旧动能|动能转换|产业(?:结构|转型)[^，。；]{0,12}(?:不|偏|滞|慢|任务|艰|矛盾|紧迫|还)",
        r"新旧动能|新质生产力|(?:产业|转型)[^，。；]{0,6}升级|新动能|战略性新兴产业|未来产业",
    ),
    # public money
    _kind(
        r"(?:财政|财力)[^，。；]{0,10}(?:矛盾|紧张|困难|压力|紧平衡|薄弱)",
        r"财源|过紧日子|三保|财政收入|增收节支|财政资源|转移支付|压减一般性|(?:财政|预算)管理",
    ),
    # jobs
    _kind(
        r"就业[^，。；]{0,14}(?:压力|矛盾|难|艰巨|突出)|下岗|失业(?!率)",
        r"稳就业|(?:促进|扩大|支持|帮助|稳定)[^，。；]{0,14}就业(?!人员)|就业优先|新增就业|再就业",
        same=True,
    ),
    # growth
    _kind(
        r"经济[^，。；]{0,8}(?:回升|下行)[^，。；]{0,12}(?:不牢|不稳|压力|基础)",
        r"逆周期|(?<!平)稳增长|稳就业、?稳企业|扩大内需|经济(?:持续)?回升|积极的?财政政策|提振消费",
    ),
)
