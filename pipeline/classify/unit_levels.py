"""The label and level of each unit of a pledge, by what the unit itself holds (codebook §3).

A sentence is a pledge where one of its clauses can be checked (§1, rule 3); specificity is that of a commitment, and so
of a unit. A unit without anything that could be checked, beside one that has it, is a measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.classify.cues import checkable_cues, find_cues
from pipeline.languages import LANGUAGES
from pipeline.records import Judgement, Label

# What can be checked in a unit beside the cues, which were made for sentences: figures, names of texts, verbs that end,
# what one case can break. A language that is not listed leaves every unit what its sentence is.
_CHECKABLE = {
    "zh": re.compile(
        r"\d|百分之|[一二三四五六七八九十百千万亿两]{2,}|[一二三四五六七八九十两](?:个|所|座|条|家|届|项|次)|翻番|倍|同步|《"
        r"|建[成好]|新建|竣工|[完开动]工|通车|投[产用运]|投入使用|启[用动]|[揭挂]牌|完成|开通|获批|收官|清[零空]|全覆盖"
        r"|出台|制定|编制|修订|颁布|发布|设立|组建|成立|创建|[举承]办|办好|召[开集]|取消|废止|免除|纳入"
        r"|严禁|一律|[决绝]不|不[得搞减许准]|不再|严防新增|只增|全部|足额|当场|限期"
        # the state or rank of a measured thing: «货运量保持稳定», «收入增速高于全县»
        r"|(?:[率额量比重标速]|浓度)(?:继续|基本|合理|稳步)?(?:保持|稳定|稳中|下降|不变)|[高快低]于|正增长|持平|前列"
        r"|平均水平|收支平衡|基本(?:平衡|覆盖|普及)|达产|一半|全线贯通"
    )
}
# What a number or a strict word says in a name is no figure: «“三个清零”行动», «5G», «12号线», «收入倍增计划». A quoted
# period, rank or number of hours is one.
_NAMES = {
    "zh": re.compile(
        r"(?<!排名)[“\"][^”\"时]{1,14}[”\"](?!期间|时期|[期之]?[内末])|[A-Za-z]+[-+]?\d[\d.]*|\d+G(?![A-Za-z])|\d+号线"
        r"|倍增(?=计划|行动|工程)"
    )
}
_NAMED = "某"
# the usual level of a measure: four in five single commitments of the gold in which nothing can be checked have it
_USUAL = 1


def unit_levels(judgement: Judgement, units: Sequence[str], language: str) -> list[tuple[Label, int | None]]:
    """Return label and level of each unit of a sentence: those of the sentence, or of a measure.

    The label that a person gave a sentence is treated alike, for it is about the sentence, and one unit at least keeps
    it: else a verdict that confirms the model would change the units.
    """
    whole = judgement.label, judgement.level
    if language not in _CHECKABLE or judgement.label is not Label.PLEDGE or len(units) < 2:
        return [whole] * len(units)
    speech = LANGUAGES[language]
    texts = [speech.unnumbered(speech.normalise(text)) for text in units]
    own = [_can_be_checked(_NAMES[language].sub(_NAMED, text), language) for text in texts]
    if not any(own):  # then a name is what the sentence is a pledge by
        own = [_can_be_checked(text, language) for text in texts]
    return [whole if checkable or not any(own) else (Label.MEASURE, _USUAL) for checkable in own]


def _can_be_checked(text: str, language: str) -> bool:
    return bool(_CHECKABLE[language].search(text) or checkable_cues(find_cues(text, language)))
