"""Units of Chinese sentences (codebook §2): cut at ； and at commas behind which a new action begins."""

from __future__ import annotations

import re

_FINAL = re.compile(r"[\s。！？!?；;，,、：:…．.]+$")
_CLAUSE = re.compile(r"[，,；;]")
_OPEN, _CLOSE = "《（(“「『〈〔", "》）)”」』〉〕"
_ADVERB = (
    r"(?:(?:要|将|还要|并|也要|我们(?:要|将)?|必须|应|继续|进一步|加快|大力|积极|深入|切实|努力|着力|全力|全面|扎实|稳步|稳妥|持续|不断|重点|统筹|协同|一体|坚决|坚定不移|"
    r"坚持不懈|有序|有效|严格|依法|科学|合理|优先|抓紧|尽快|高质量|高标准|高水平|高效|系统|创新|充分|更好|更大力度|认真|主动|广泛|逐步|适度|适时|精准|分类|同步|率先|再|多渠道|"
    r"有针对性地|因地制宜|千方百计|锲而不舍|纵深|用心用情|因城施策|鼓励和?|[一二三四五六七八九]是|[一二三四五六七八九]要)(?:地)?)*"
)
_VERBS = (
    "推进|加强|强化|实施|完善|支持|深化|开展|加快|建立|健全|推动|提高|促进|落实|加大|优化|扩大|构建|打造|培育|发展|建设|提升|做好|抓好|办好|用好|坚持|实行|推行|制定|出台|编制|修订|"
    "设立|组建|成立|新增|新建|改造|完成|实现|建成|开工|引进|引导|鼓励|支撑|保障|保护|防范|化解|整治|治理|严厉|打击|查处|规范|清理|取消|降低|减少|减轻|压减|控制|稳定|保持|改善|改革|改进|"
    "创新|创建|创造|探索|试点|推广|普及|拓展|拓宽|延伸|延续|延长|增加|增强|壮大|做强|做优|做大|激发|释放|挖掘|巩固|维护|守住|守牢|防止|遏制|杜绝|解决|破解|纠治|惩治|整顿|调整|转变|"
    "加速|抓|搞好|搞活|放宽|放开|开放|对接|融入|服务|统一|协调|平衡|衔接|组织|动员|举办|召开|开通|启动|投入|安排|筹措|发放|发行|提供|培养|选派|选拔|吸引|留住|弘扬|传承|繁荣|丰富|营造|"
    "塑造|树立|践行|履行|接受|自觉|执行|贯彻|学习|倡导|提倡|盘活|整合|集聚|聚焦|突出|确保|力争|争取|争创|避免|扭转|缓解|满足|缩小|消除|填补|补齐|锻造|抢抓|把握|发挥|运用|利用|开发|"
    "研究|谋划|布局|规划|储备|建好|管好|改扩建|扩建|迁建|修复|修建|收回|兑现|免征|减免|减征|征收|提请|办理|公开|简化|精简|下放|合并|撤销|重组|参与|深度|联动|打通|畅通|疏通|贯通|连接|续建|"
    "严肃|严守|严控|严禁|严惩|从严|靠前|关心|关爱|关注|尊重|团结|凝聚|汇聚|带动|助力|赋能|赋予|激励|奖励|补贴|资助|救助|帮助|帮扶|扶持|扶助|照顾|安置|兜住|兜牢|织密|扎牢|筑牢|夯实|打好|打赢|"
    "打响|擦亮|叫响|走好|走出|开创|开辟|开拓|反对|抵制|纠正|端正|狠抓|狠刹|倒逼|压实|压紧|明确|细化|量化|考核|评估|监督|监测|预警|应对|处置|迎接|纪念|推出|上线|投用|启用|试行|扩增|增设|增发|缓|停|使|让"
)
_ACTION = re.compile(rf"\s*{_ADVERB}(?:{_VERBS})")
_LEAN = re.compile(r"\s*(?:使|让|以便|从而|进而|更好满足|为|以|促使|做到)")
_MEANS = re.compile(r"\s*(?:通过|以|按照|根据|围绕|针对|为了?|依托|聚焦|立足|随着|对|在|当|如果|只要|凡是|从)")


def unit_spans(sentence: str) -> list[tuple[int, int]]:
    """Return the units of `sentence` as half-open offsets, without final punctuation."""
    end = len(sentence)
    final = _FINAL.search(sentence)
    if final:
        end = final.start()
    cuts = [0]
    depth = 0
    clause = 0
    for index, char in enumerate(sentence[:end]):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and _CLAUSE.match(char):
            head, tail = sentence[clause:index], sentence[index + 1 : end]
            if char in "；;" or (_ACTION.match(tail) and not _LEAN.match(tail) and not _MEANS.match(head)):
                cuts.append(index + 1)
            clause = index + 1
    cuts.append(end)
    spans: list[tuple[int, int]] = []
    for low, high in zip(cuts, cuts[1:], strict=False):
        piece = sentence[low:high]
        stripped = _FINAL.sub("", piece)
        lead = len(piece) - len(piece.lstrip())
        if stripped.strip():
            spans.append((low + lead, low + len(stripped)))
    return spans
