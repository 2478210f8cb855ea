"""The single problems of a Chinese sentence: «农业基础薄弱，财政收支矛盾突出，部分企业经营困难» names three.

A list of problems is cut at a comma where the clause before it ends in a deficiency and the clause behind it names
another, with a subject of its own. What goes on with the problem before it («影响…», «有的还很突出», «缺乏…») stays
with it, and «存在…不足、…不畅等问题» is one statement about all that it lists.
"""

from __future__ import annotations

import re

_HOW = "(?:不少|一些|许多|诸多|很多|若干|多重|较大|较多|较为?|比较|明显|一定|突出|很大|巨大|不小|各种|新|两难)?的?"
_LACK = (
    "短板|弱项|差距|不足|问题|困难|压力|风险|隐患|挑战|堵点|卡点|痛点|瓶颈|制约|欠账|缺口|薄弱环节|短缺|矛盾|难题|难点|难处|现象|"
    "不相适应|下行压力"
)
_STILL = (
    "(?:依然|仍然|仍旧|仍|还|尚|长期|普遍|日益|相对|比较|较为|较|偏|更加|更|十分|非常|很|相当|有所|明显|"
    "持续|不断|越来越|尤为|过于|过|太|略)"
)
_DEGREE = f"{_STILL}*"
# how a clause ends that says that something is wanting
_ENDS = re.compile(
    "(?:"
    # «后劲不足», «效率不高»
    "不(?:足|够|够?强|够?高|够?优|多|大|快|够?牢(?:固|靠)?|够?稳(?:固|定)?|够?畅|通畅|到位|够?充分|够?平衡|协调|均衡|合理|完善|健全|"
    "规范|适应|旺|佳|够?好|够?实|力|够?深(?:入)?|严|清|紧|细|适配|匹配|配套|景气|及时|明显|理想|容忽视|容乐观|容小觑|相适应|利影响)"
    # «基础薄弱», «任务艰巨», «比重偏低»
    f"|{_DEGREE}(?:薄弱|滞后|突出|严峻|艰巨|困难|复杂|紧张|落后|严重|脆弱|短缺|疲软|低迷|粗放|繁重|沉重|缓慢|迟缓|单一|匮乏|吃紧|频发|"
    "多发|易发|堪忧|吃力|乏力|承压|紧迫|过剩|盛行)"
    "|(?:偏|较|还|很|仍|相对|过|太|更|比较|难度|压力|任务)(?:大|弱|慢|低|少|小|重|多|难|高|差|窄|散|浅|紧|长|短|软|快|猛|热)"
    f"|(?:{_LACK}|难度|因素|负担|任务)(?:仍在|继续|不断|有所|明显|持续|进一步)?(?:增大|加大|增多|增加|加重|扩大|上升|凸显|显现|加剧|叠加|交织)"
    "|(?:增长|增速|效益|收入|需求|投资|消费|出口|价格|销售|产量|利润|预期|动能)[^，]{0,6}(?:下滑|下降|放缓|减慢|趋缓|减弱|趋缓|回落|下跌|转弱|承压|收窄|减少)"
    # «有待提高», «仍需加强», «任重道远»
    "|(?:有待|亟待|亟需|亟须|尚需|尚须|仍需|仍须|还需要?|仍待|还须|需要?进一步|还要)[^，]{2,18}|任重(?:而)?道远|刻不容缓|爬坡过坎"
    "|(?:尚未|还未|仍未|还没有|没有|未能|未)(?:得到|真正|完全|根本|全面|有效|充分|彻底|形成)[^，]{0,12}"
    "|(?:尚未|还未|仍未|还没有|没有|未能)(?:根治|消除|解决|破解|化解|见效|打通|到位|落地|理顺|联通|破题)"
    "|(?:没有|未见?|未能?)(?:明显|根本|得到|真正|彻底|有效)*(?:好转|破题|缓解|解决|改变|扭转|改观|转变)"
    # «未能如期开工»
    "|(?:未能?|没有|没能|不能)(?:如期|按期|按时)[^，]{1,10}"
    # «存在不少短板», «缺口较大»
    f"|(?:存在|面临|还有|仍有|尚有|有着?|遇到){_HOW}[^，]{{0,14}}(?:{_LACK})"
    f"|(?:{_LACK})(?:依然|仍然|仍|还|长期|普遍|也|同时|不同程度)*(?:存在|不少|较多|较大|很多|并存)"
    # «时有发生»
    "|(?:时有发生|屡禁不止|屡有发生|比较普遍|较为普遍|依然存在|仍然存在|仍存在|还存在|仍不同程度存在|难以[^，]{2,10})"
    ")(?:了|的?(?:问题|状况|局面|情况|现象)(?:依然|仍然|仍|还|比较|较为?|更加|日益)*(?:突出|存在|明显|没有(?:得到)?根本改变|严重|凸显|较多|普遍)?)?[”’]?$"
)
# what does not begin another problem, but goes on with the one before it
_GOES_ON = re.compile(
    "(?:主要|首先|根本|关键|一个|其[^他余]|以至|以致|尽管|或者|往往|就(?!业)|再[^生就]|面对|教训|原因|抓好|要|必须|一定|今后|"
    "但|而|却|并|且|也|又|还|更|甚至|尤其|特别|其中|有的|有些(?!地方|企业|干部|领域|部门|行业|政策|改革|地区|同志|单位|工作人员)|影响|导致|造成|致使|使|制约|"
    "加之|加上|从而|因而|因此|所以|这|那|对[^，]{1,12}(?:造成|带来|产生|形成)|给[^，]{1,12}(?:带来|造成)|带来|引发|加剧|由于|因为|难以|缺乏|缺少|不(?!少|同)|没有|未|尚|"
    "仍|依然|较|很|存在|面临|有待|亟待|亟需|需要|处于|处在|不仅|同时又|反映|说明|表明|形势|难度|任务(?![^，]{3})|距|离|与[^，]{2,14}(?:相比|差距|不相?适应))"
)
_NUMBER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,2}[，、]?|同时|另外|此外|再有|还有[，])"
)
# «存在项目少、规模小等问题»: the list is the object of one verb
_OF_ALL = re.compile("等(?:[^，]{0,6})(?:问题|现象|情况|困难|矛盾|短板|不足|方面)[^，]{0,8}$")
# an account of how it came to that, or of what speaks against it, is no list; «因资金原因未能开工» is none
_ACCOUNT = re.compile(
    "由于|因为|鉴于|所谓|例如|比如|以至|以致|(?:主要|根本|重要|的)原因|原因(?:[是有为：:]|在于|主要)|究其"
    "|[，,](?:但是?|而(?!且)|然而|可是|不过|却)"
)
_NO_SUBJECT = re.compile("(?:但是?|而|却|仍然?|还|也|都|依然)*(?:存在|面临|遇到|有)")
_COMMA = re.compile("[，,；;]")
_LEAST = 6  # letters of a clause; a shorter one hardly has a subject


def statements(text: str) -> list[str]:
    """Return the clauses of a folded sentence that say what is wanting, where the last of them is one with a subject.

    «…取得进展，但还存在不少问题» says in the clause before what is meant.
    """
    clauses = _COMMA.split("".join(text.split()).rstrip("。！？!?；;…"))
    if not _ENDS.search(clauses[-1]) or _NO_SUBJECT.match(clauses[-1]):
        return []
    return [clause for clause in clauses if _ENDS.search(clause)]


def problem_cuts(text: str) -> list[int]:
    """Return where in a folded sentence on problems another one begins, always behind a comma.

    Args:
        text: the sentence, folded: simplified script, offsets of the text.
    """
    end = len(text.rstrip(" \t\n。！？!?；;…"))
    marks = [m.start() for m in _COMMA.finditer(text, 0, end)]
    clauses = [(a, b) for a, b in zip([0, *(m + 1 for m in marks)], [*marks, end], strict=True)]
    cuts: list[int] = []
    if _OF_ALL.search(text, 0, end) or _ACCOUNT.search(text, 0, end):
        return cuts
    wanting = False  # the clause before ends in a deficiency
    for start, stop in clauses:
        clause = "".join(text[start:stop].split())
        ends = bool(_ENDS.search(clause))
        number = _NUMBER.match(clause)
        said = clause[number.end() :] if number else clause
        if wanting and ends and (number or (len(said) >= _LEAST and not _GOES_ON.match(said))):
            cuts.append(start)
        wanting = ends
    return cuts
