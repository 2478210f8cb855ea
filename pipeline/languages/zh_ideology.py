"""Chinese clauses that call on ideology, or vow, and name nothing to carry out (codebook §1, rules 6 and 13).

«以…思想为指导», «全面贯彻党的…全会精神», «坚持稳中求进» open the plans of nearly every report. Inside a sentence
that also names actions they are cut off as units of their own, inherit its label, come back every year, and can never
be closed. A policy by its name («贯彻教育方针», «坚持扩大内需的方针») is none: it names its field and stays.
"""

from __future__ import annotations

import re

_BEFORE = re.compile(
    "(?:(?:今年|我们|一定|必须|就?要|始终|继续|更加|持续|坚定不移|深入|全面|坚决|完整、?准确、?|准确|坚定|自觉|认真|紧密|切实|牢牢|深刻|进一步|做好[^，]{0,8}工作)[地、，]?)*"
)
_DOCTRINE = "思想|理论|发展观|精神|重要讲话|论述|主义|“三个代表”|路线"
_NAMED = (
    "党的[一二三四五六七八九十]+|习近平|邓小平理论|“三个代表”|科学发展观|发展理念|全会|中央经济工作会议|"
    "重要讲话|指示批示|党中央[^，关]*部署|总基调"
)
_AIM = "主线|主题|中心|统领|引领|指引|根本动力|根本目的|根本保障|根本遵循"
_CREED = re.compile(
    "高举[^，]*旗帜"
    "|团结在[^，]*周围"
    "|在[^，]*(?:核心|党中央|党委|思想|理论)[^，]*下"
    f"|(?:坚持)?以[^，]*(?:{_DOCTRINE})[^，]*为(?:指导|统领|指引|遵循|行动指南)"
    f"|(?:坚持)?以[^，]*为(?:{_AIM})"
    f"|(?:学习|贯彻|落实|践行|领会|领悟|把握)+[^，]*(?:{_NAMED})[^，]*"
    "|坚持(?:稳中求进|党的全面领导|[^，]*(?:总基调|发展思想|指导思想))[^，]*"
    "|(?:增强)?“四个意识”[^，]*|坚定“四个自信”[^，]*|做到“两个维护”[^，]*|领悟“两个确立”[^，]*"
)
# «我们将正视短板，切实改进，不负乡亲厚望» closes the problems of nearly every report, «奋力谱写…篇章»
# every call to work: vows that name nothing to carry out (codebook §3, level 0)
_STRESS = (
    "我们|政府|今年|一定|必须|就?要|将|会|始终|更加|坚决|务必|奋力|努力|勇于|敢于|着力|全力|认真|切实|进一步|继续|共同|携手|不断|深刻|清醒|高度|"
    "予以|加以|采取|有力|有效|科学|务实|果断|强有力|针对性|措施|举措|这些|各种|各类|存在的|上述|前进中的|发展中的|更|对此|"
    "问题|困难|挑战|不足|短板|矛盾|的|地|和|与|并|也|、"
)
_VOW = re.compile(
    f"(?:对于?)?(?:这些|此|上述|存在的)(?:问题|困难|矛盾|不足|挑战|和|与|、)*"
    f"|(?=[^，]*(?:直面|正视|高度重视|对待|解决|改进|改善))(?:{_STRESS}|直面|正视|重视|对待|解决|改进|改善)++"
    f"|(?:{_STRESS})*+(?:[决绝]?不辜?负|无愧于?)[^，]*(?:人民|群众|百姓|时代|历史|党|代表)[^，]*"
    f"|(?:{_STRESS})*+(?:谱写|书写|续写|再谱|绘就|奏响)[^，]*(?:篇章|画卷|华章)"
)
# by whose word or at what work: no creed, but no action either
_BY_WHOM = re.compile(
    "(?:按照|根据|围绕|对照|落实)[^，]*(?:全会|会议|党代会|党委|[省市县州区]委)[^，]*(?:精神|要求|部署|安排|决策)"
    "|(?:做好|完成)?(?:今年|明年)?的?政府(?:各项)?工作"
)
_NUMBER = re.compile("[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[—-]+")


def is_ideology(text: str) -> bool:
    """Tell whether every clause of a unit calls on ideology or vows, so that none names an action on a field."""
    bare = "".join(text.split())
    number = _NUMBER.match(bare)
    bare = bare[number.end() :] if number else bare
    clauses = [clause for clause in re.split("[，,；;。]", bare) if clause]
    creeds = [_is_creed(clause) for clause in clauses]
    return any(creeds) and all(
        creed or _BY_WHOM.fullmatch(clause) for creed, clause in zip(creeds, clauses, strict=True)
    )


def _is_creed(clause: str) -> bool:
    before = _BEFORE.match(clause)
    creed = _CREED.fullmatch(clause, before.end() if before else 0) or _CREED.fullmatch(clause)
    return bool(creed or _VOW.fullmatch(clause))
