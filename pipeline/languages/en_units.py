"""Units of English sentences (codebook §2): cut at ; and at conjunctions behind which a new action begins.

English sentences carry fewer promises than Chinese ones, and most of their commas part objects, purposes and asides.
A cut is made where a new clause has its own subject and its own verb of intent or report on both sides, so that
either side could stand as a promise alone, and before an infinitive that shares the «will» of the one before it («we
will hire 60 paramedics, open a stroke unit and replace the laundry»), if each has an object of its own. In doubt the
sentence stays whole: behind a purpose or a relative clause nothing tells which verb the next one goes with.
"""

from __future__ import annotations

import re
from itertools import pairwise

# the last item but one of a list ends in «; and», which belongs to the item behind it
_FINAL = re.compile(r"(?:\s*[;,]\s*(?:and|or))?[\s.!?;:,…*]*$")
_LEAD = re.compile(r"[\s,;:]*(?:(?:and|but|or)\s+)?")
_SUBJECT = (
    r"(?:I|we|they|it|he|she|you|the Government|my Government|our Government|the Minist\w+|the Board|the Authority"
    r"|the Department|Parliament|legislation|measures|a bill|bills|steps|funds|this)"
)
_MODAL = r"(?:will|shall|must|intend|propose|plan|have|has|had|are|is|was|were|aim|hope|continue)"
_BREAK = re.compile(
    rf";\s+|,\s+(?=(?:and|but)\s+{_SUBJECT}\s+(?:also\s+|therefore\s+|now\s+|further\s+)?{_MODAL}\b)"
    rf"|\s+(?=and\s+(?:I|we|the Government|my Government)\s+(?:will|shall|intend|propose)\b)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b(?:{_MODAL}|would|should|may|can|need|\w+ed|rose|fell|grew|made|took|built)\b", re.IGNORECASE)
# A side of fewer words is a remark, not a promise.
_WORDS_MIN = 5
_LOOK_BACK = 120
# an infinitive with an object has at least as many («restore the marsh»)
_ACTION_WORDS_MIN = 3

# Infinitives that are hardly ever nouns, so that any object may follow.
_VERBS = (
    r"abolish|accelerate|acquire|adapt|add|adjust|adopt|allocate|amend|appoint|assess|attract|avoid|begin"
    r"|bolster|bring|broaden|build|carry|clarify|clean|combat|commence|complete|conduct|connect|conserve"
    r"|consolidate|construct|consult|continue|convene|convert|coordinate|create|crack|cut|decrease|deepen|defend"
    r"|deliver|deploy|develop|devote|digiti[sz]e|diversify|double|dredge|eliminate|employ|encourage|enforce|engage"
    r"|enhance|enlarge|ensure|equip|eradicate|establish|examine|expand|expedite|explore|extend|facilitate"
    r"|finali[sz]e|foster|fulfil|generate|give|grow|halt|harmoni[sz]e|hire|hold|identify|implement|impose"
    r"|improve|inject|initiate|install|integrate|intensify|introduce|invest|investigate|keep|legislate|lower"
    r"|maintain|make|mobili[sz]e|moderni[sz]e|monitor|negotiate|organi[sz]e|oversee|preserve|prevent|prioriti[sz]e"
    r"|procure|prohibit|promote|protect|provide|publish|pursue|put|raise|ratify|rebuild|recruit|reduce|refine"
    r"|refurbish|regulate|rehabilitate|reinforce|reinstate|reintroduce|remove|renew|renovate|reopen|replace"
    r"|resolve|restore|restrict|restructure|resume|retain|revise|revitali[sz]e|revive|seek|sell|send|set|settle"
    r"|sharpen|shorten|simplify|spend|stabili[sz]e|stimulate|streamline|strengthen|subsidi[sz]e|suspend|sustain"
    r"|tackle|take|teach|tighten|transform|triple|undertake|unify|unlock|uphold|waive|widen|withdraw"
)
# Those that are nouns or adjectives as well; what follows must begin an object as it cannot follow a noun.
_NOUNS_TOO = (
    r"advance|ban|boost|challenge|change|champion|design|direct|end|export|finance|fix|fund|honour|host|help|increase"
    r"|issue|launch|lay|lead|lift|link|mandate|match|merge|move|offer|open|overhaul|pass|pay|permit|phase|pilot"
    r"|place|plant|process|reform|release|repair|repeal|report|respect|review|rework|safeguard|scrap|secure|share"
    r"|sign|speed|sponsor|start|stop|supply|support|table|target|test|track|train|transfer|treat|update|upgrade"
)
_OBJECT = (
    r"(?:the|an?|our|their|its|his|her|your|this|these|those|all|both|each|every|any|some|many|several|other|another|"
    r"such|up|out|more|fewer|new|better|small|local|young|key|low|high|safe|clean|additional|further|and\s+\w+\s+the|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|\w+(?:al|ive|ous|ic|able|ful))\b|[A-Z]|[$£€\d]"
)
_ACTION = (
    rf"(?:(?:{_VERBS})(?=\s+(?!(?:or|but|that|if|whether|it|them|him|her|us|this)\b)[\w$£€])"
    rf"|(?:{_NOUNS_TOO})(?=\s+(?:{_OBJECT}))|work(?=\s+(?:with|to|towards?|closely|alongside)\b)|act(?=\s+to\b))"
)
_ADVERB = r"(?:(?:also|now|then|therefore|soon|further|once again|\w+ly)\s+)"
_TRIGGER = re.compile(
    r"(?:(?P<modal>\b(?:will|shall)|['’]ll)|\b(?:propose|intend|plan|aim|pledge|resolve|resolved|committed|determined|"
    rf"going)\s+to)\s+{_ADVERB}*(?:(?:continue|work|seek|aim|strive|move|act|begin|start)\s+to\s+{_ADVERB}?)?"
    r"(?!not\b|never\b|be\b|have\b|like\b)(?P<verb>[a-z]+)\b"
)
_NEXT_ACTION = re.compile(
    rf"(?:(?P<comma>,)\s+(?P<and>and\s+)?|\s+(?P<only>and\s+))(?P<modal>(?:will|shall)\s+)?(?P<to>to\s+)?{_ADVERB}?"
    rf"(?P<verb>{_ACTION})"
)
# Who acts; what a measure or a fund «will» do are its effects, which stay together.
_AGENT = re.compile(
    r"\b(?:(?i:I|we|government|administration|authority|board|council|county|city|province|commission|agency|treasury"
    r"|department|ministry|minister)|(?:Ministry|Minister|Department) (?:of|for) [A-Z][\w, ]*|[A-Z]{2,6})"
    r"(?:['’](?:m|re|ve))?(?:\s+(?:am|is|are|have|has|been|also|now|therefore|\w+ly))*\s*$"
)
# Behind these an infinitive may belong to another verb than that of the trigger.
_RELATIVE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|while|if|as|so|because|how|what|whether|than|unless|until)\b|[(:“\"]"
)
_PURPOSE = re.compile(
    r"\bto\s+(?:\w+ly\s+)?(?!(?:the|an?|our|their|its|his|her|this|these|those|all|each|every|any|more|new|other)\b|"
    r"[a-z]+(?<!s)s\b|[^a-z])"
)
# «make changes», but not «make it easier for growers to open a stall and keep it»
_MAKES = re.compile(r"\s+(?:an?|the|our|some|further|more|several|these|two|three)\s")
# «help growers find and keep workers»: what follows may be what the helped do
_CAUSES = frozenset({"help", "let", "make", "see", "have", "assist", "allow", "enable"})
_DEPENDS = re.compile(
    r"\b(?:which|who|whom|whose|where|when|while|if|because|how|what|whether|than|unless|until|so)\b|\bthat\s*$",
    re.IGNORECASE,
)
_FIRST_ACTION = re.compile(rf"[\s•*–—-]*{_ACTION}")
_SHARES_VERB = re.compile(rf"(?:to\s+)?{_ADVERB}?{_ACTION}")
# what is to be done, allowed, needed or going on; a clause with none of these is a fact or a deed
_OPEN = re.compile(
    r"\b(?:will|shall|must|should|would|can|cannot|could|may|might|ought|let|propos\w*|intend\w*|plan\w*|aim\w*|need\w*"
    r"|ha(?:ve|s)\s+to|want\w*|wish\w*|hop\w*|seek\w*|decid\w*|determin\w*|commit\w*|resolv\w*|pledg\w*|continu\w*"
    r"|remain\w*|going\s+to|to\s+be|be\s+\w+(?:ed|en|n)|set(?:ting)?\s+aside|earmark\w*|allocat\w*|provi[ds]\w*"
    r"|(?:am|is|are)\b[\w\s,]{0,30}?\b\w+ing)\b|['’](?:m|re)\b[\w\s,]{0,30}?\b\w+ing\b|['’]ll\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:,|\band)\s+$")
_NO_OBJECT = re.compile(r"\s*(?:\w+ly|about|up|out|down|on|off|in|back|forward|again|also)?\s*")


def unit_spans(sentence: str) -> list[tuple[int, int]]:
    """Return the units of `sentence` as half-open offsets, without final punctuation."""
    cuts = [0]
    for match in _BREAK.finditer(sentence):
        long_enough = len(sentence[cuts[-1] : match.start()].split()) >= _WORDS_MIN
        if long_enough and _stands_alone(sentence[match.end() :]):
            cuts.append(match.end())
    cuts.append(len(sentence))
    cuts = sorted({*cuts, *(at for low, high in pairwise(cuts) for at in _actions(sentence, low, high))})
    spans: list[tuple[int, int]] = []
    for low, high in pairwise(cuts):
        piece = sentence[low:high]
        end = low + len(_FINAL.sub("", piece))
        lead = _LEAD.match(piece) if low else None
        start = low + (lead.end() if lead else len(piece) - len(piece.lstrip()))
        if start < end:
            spans.append((start, end))
    return spans


def opens_with_action(line: str) -> bool:
    """Tell whether a line begins with an infinitive and its object: «Open a night bus line»."""
    return _FIRST_ACTION.match(line[:1].lower() + line[1:]) is not None


def states_fact(unit: str) -> bool:
    """Tell whether a unit is a clause of its own without a word of intent: «The fee is low»."""
    return not _OPEN.search(unit) and not _SHARES_VERB.match(unit[:1].lower() + unit[1:])


def _actions(sentence: str, low: int, high: int) -> list[int]:
    """Return where, in a clause, an infinitive with an object of its own follows another under one «will»."""
    cuts: list[int] = []
    # «…, and will open a depot» goes on with the subject of the «will» before it
    triggers = [
        t
        for t in _TRIGGER.finditer(sentence, low, high)
        if not _GOES_ON.search(sentence[_near(t.start(), low) : t.start()])
    ]
    limits = [*(t.start() for t in triggers), high][1:]
    for trigger, limit in zip(triggers, limits, strict=False):
        before = sentence[_near(trigger.start(), low) : trigger.start()]
        if not _AGENT.search(before) or _subordinate(before):
            continue
        found = _under(sentence, trigger, limit)
        cuts += [at for at in found if len(sentence[low:at].split(maxsplit=_ACTION_WORDS_MIN)) >= _ACTION_WORDS_MIN]
    return cuts


def _under(sentence: str, trigger: re.Match[str], limit: int) -> list[int]:
    """Return the cuts before the infinitives that follow the one of a trigger."""
    found: list[tuple[int, bool]] = []
    verb, at, barred = trigger["verb"].lower(), trigger.end(), False
    for match in _NEXT_ACTION.finditer(sentence, trigger.end(), limit):
        between = sentence[at : match.start()]
        if _RELATIVE.search(between):
            break
        causes = verb in _CAUSES and not (verb == "make" and _MAKES.match(between))
        barred = not match["modal"] and (barred or causes or bool(_PURPOSE.search(between)))
        if barred or _NO_OBJECT.fullmatch(between) or (match["to"] and trigger["modal"]):
            continue
        found.append((match.start(), bool(match["and"] or match["only"])))
        verb, at = match["verb"].lower(), match.end()
    # a list ends with «and»; without it the commas part something else
    while found and not found[-1][1]:
        found.pop()
    starts = [start for start, _ in found]
    return [start for start, end in pairwise([*starts, limit]) if _long(sentence[start:end])]


def _near(at: int, low: int) -> int:
    """Return where to begin to look for what stands before `at`; further back it takes long and tells nothing."""
    return max(low, at - _LOOK_BACK)


def _long(piece: str) -> bool:
    return len(_LEAD.sub("", piece, count=1).split()) >= _ACTION_WORDS_MIN


def _subordinate(before: str) -> bool:
    """Tell whether a trigger stands in a clause that depends on another: «a plan that will…», «if they will…»."""
    return bool(_DEPENDS.search(before.rpartition(",")[2]))


def _stands_alone(piece: str) -> bool:
    """Tell whether what follows a break could be promised or reported by itself."""
    return len(piece.split()) >= _WORDS_MIN and _VERB.search(piece) is not None
