"""English."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.languages.base import HeadingMark, cut_head, spans_between
from pipeline.languages.en_points import names_nothing, only_points
from pipeline.languages.en_units import opens_with_action, states_fact, unit_spans
from pipeline.lineends import LINE
from pipeline.records import Part

CLOSERS = "\"'”’)\\]*»"
# «Building homes», but not «Housing», «Housing and parks»
_INTENT = re.compile(
    r"\b(?:will|shall|must|should|propose|intend|plan to|aim to)\b"
    r"|^[\s#]*(?:\(?\w{1,3}[).]\s*)?(?:\w+ing(?!\s*[*:]*$|\s+(?:and|&)\s+(?!\w+ing\b))|"
    r"build|create|support|strengthen|invest|help|improve|protect|reduce|cut|raise|lower|expand|extend|keep|make|"
    r"open|fund|provide|promote|restore|reform|secure|develop|deliver|tackle)\b",
    re.IGNORECASE,
)
# A stop with the closing marks and note signs behind it.
_STOP = re.compile(
    rf"(?:[!?]+|\.{{1,4}}|…)[{CLOSERS}]*(?:\[\d{{1,2}}\])?|;(?:[ \t]+(?:and|or)(?=[ \t]*(?:\n|$)))?|[。！？；]"
)
# Words before a full stop that do not end a sentence, whatever follows.
_TITLES = frozenset(
    [
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Prof",
        "St",
        "Hon",
        "Rev",
        "Gen",
        "Col",
        "Lt",
        "Capt",
        "Sgt",
        "Maj",
        "Sen",
        "Gov",
        "Messrs",
        "Mdm",
        "Assoc",
        "Brig",
        "RAdm",
        "Fr",
        "Sr",
        "hon",
        "vs",
        "cf",
        "eg",
        "ie",
        "viz",
        "approx",
        "Cmd",
        "Misc",
        "Vol",
        "Sec",
        "Ch",
        "Fig",
        "Ref",
        "Cf",
        "Mt",
        "Ft",
        "Rep",
        "Reps",
        "Supt",
        "Pres",
        "Amb",
        "Cllr",
        "Adm",
        "Cmdr",
        "Cpl",
        "Insp",
        "Asst",
        "Rt",
        "Revd",
        "Mme",
    ]
)
# Words before a full stop that do not end a sentence if a digit follows.
_BEFORE_DIGIT = frozenset(
    [
        "No",
        "Nos",
        "Cols",
        "p",
        "pp",
        "para",
        "paras",
        "Art",
        "c",
        "ch",
        "s",
        "Bill",
        "Cap",
        "Table",
        "no",
        "nos",
        "sec",
        "secs",
        "art",
        "arts",
        "fig",
        "figs",
        "Figs",
        "vol",
        "cl",
        "reg",
        "Rs",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
    ]
)
# Abbreviations that may end a sentence: only if a capital letter follows that opens one.
_MAYBE = frozenset(
    ["etc", "Inc", "Ltd", "Co", "Corp", "Jr", "al", "Bros", "Pte", "Bhd", "Sdn", "Dept", "dept", "Govt", "govt"]
)
# Behind the name of a road a capital letter is mostly that of another name.
_ROADS = frozenset(["Rd", "Ave", "Blvd", "Hwy"])
_LONG_WORD = re.compile(r"\S{200}(?=\S)")
# «1.», «(b).», «iv.» at the head of a line, and «2.» behind a sentence, belong to the text behind them.
_NUMBER_HEAD = re.compile(r"(?:[-*•#>][ \t]*+)*+\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})\)?\.(?=[ \t]+\S)")
# but «How many? 40. A record.» answers
_NUMBER_BEHIND = re.compile(r"[.!;]+(?=[ \t]+\(?\d{1,2}\)?$)")
_NUMBER_MAX = 16
# A title with a mark inside, which ends in none.
_TITLED = re.compile(r"“[A-Z][^“”\n]{1,40}[^“”\n.!?…,]”")
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.&]*$")
_LETTER_BEHIND = re.compile(r"(?<![\w.])(?:[A-Z]?[a-z]{2,} |[a-z]{2,}-)[A-Z]$")
_SMALL_BEFORE = re.compile(r"(?<![\w.])[a-z]{3,}$")
_NEXT = re.compile(r"\s+[\"'“‘(\[*]*(\S)")
_GLUED = re.compile(r"(?:[a-z\d%)][a-z\d%)\"”’*]|[A-Z]{2}|[A-Za-z]\)|[\w*]\])[.!?](?:[A-Z][a-z']|[AI] )")
_GLUED_CAPITALS = re.compile(r"[A-Z]{2,6}(?:['’]s)? [a-z]")
_PARAGRAPH_END = re.compile(rf"(?:[.!?:;…][{CLOSERS}]*(?:\[?\d{{1,2}}\]?)?|;\s+(?:and|or))$")
# «(b) Schools», «12. Schools», «2.1 Schools», but neither the last word of a sentence («this⏎year. We …») nor «2.5»
_LIST_START = re.compile(
    r"(?:[-–—•●·*+]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})\.(?=\s)"
    r"|\d{1,2}\.(?=[A-Z])|\d{1,2}(?:\.\d{1,2}){1,3}\.?[ \t]+(?=[A-Z])|#{1,6}|\|)\s*\S"
)
_MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
_NUMBERED = re.compile(
    r"(?:(?:PART|Part|CHAPTER|Chapter|SECTION|Section)\s+[IVXLC\d]+|[IVX]{1,5}[.:)]|[A-H][.)])[\s:.\-–—]*"
)
# «1. Schools», «2.1 Ferries and Ports», «3) Health», but not «4. A clinic in Selby», which is an item of a list
_ITEM_NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)])[ \t]+"
    r"(?=[A-Z])(?!(?:An?|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Twelve) [^\n]*\b[a-z]{4})"
)
# How far back a line is searched for a stop that shows that it is running text; keeps the work linear.
_LOOK_BACK = 1500
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "nor",
        "of",
        "on",
        "or",
        "our",
        "over",
        "per",
        "so",
        "than",
        "that",
        "the",
        "their",
        "through",
        "to",
        "up",
        "upon",
        "via",
        "vs",
        "with",
        "without",
        "your",
        "its",
        "is",
        "are",
        "be",
    ]
)

_CUES: dict[str, str] = {
    "deadline": r"\bby (?:the end of |early |mid-?|late |fiscal year "
    r"|FY ?)?(?:the year )?(?:19|20)\d\d|\b(?:by|before) (?:the end of )?(?:next year"
    r"|this year|January|February|March|April|May|June|July"
    r"|August|September|October|November|December)|"
    r"\bwith effect from\b|\bfrom (?:\d{1,2} )?(?:January"
    r"|February|March|April|May|June|July|August|September"
    r"|October|November|December|FY ?\d+)|\bwithin (?:the next )?\w+ (?:months"
    r"|years|days)|\bover the next \w+ years",
    "count_done": r"\b(?:build|create|open|hire|train|recruit|add|provide"
    r"|construct|complete|plant|deliver|upgrade)\w* (?:about "
    r"|another |more than |up to |over )?[\d,]+",
    "figure": r"\d",
    "percent": r"\d\s*%|per ?cent|percentage point",
    "money": r"[$£€]\s?\d|\b\d[\d,.]* (?:million|billion) dollars",
    "bound": r"at least|at most|no more than|not exceed|up to|more than"
    r"|less than|around|about|a minimum of|a maximum of"
    r"|target",
    "bottom_line": r"\bwill not\b|\bnever\b|\bno new\b|\bzero tolerance\b|\bwill no longer\b|\bban\b|\bprohibit",
    "report_back": r"\breport (?:back )?to (?:Parliament|the House|this House"
    r"|the Council)|\btable(?:d)? in (?:Parliament|the House)"
    r"|\bpublish",
    "past": r"\b(?:was|were|had|has been|have been|did|grew|rose"
    r"|fell|increased|declined|achieved|completed|built"
    r"|created|introduced|launched|established|provided"
    r"|received|reached|made|became|took|began|continued)\b"
    r"|\blast year\b|\bin the past\b|\bsince (?:19|20)\d\d",
    "future": r"\b(?:will|shall|intend|propose|plan|going to|would like to|is to be|are to be)\b|\bnext year\b",
    "negative": r"\b(?:problem|difficult|challenge|shortage|lack|weak"
    r"|decline|deficit|unemployment|inflation|risk|fail"
    r"|threat|slow|poor|poverty|crisis|unfortunately|recession"
    r"|burden|gap)\w*",
    "action": r"\b(?:will|shall) (?:also |continue to |further |now )?(?:build"
    r"|introduce|provide|establish|set up|extend|increase"
    r"|reduce|raise|expand|improve|strengthen|support|invest"
    r"|create|launch|enhance|work|ensure|help|implement"
    r"|propose|seek|take|give|make)",
    "deliverable": r"\b(?:introduce|set up|establish|launch|create|table|enact|build|open) (?:a|an|the|new)\b",
    "forecast": r"\b(?:is|are) (?:expected|estimated|forecast|projected|likely) to\b|\bis estimated\b|\bforecast\b",
    "slogan": r"\bLet us\b|\bDivine Providence\b|\bGod bless\b",
    "address": r"\bMr Speaker\b|\bHonourable Members\b|\bhon\.? Members\b|\bI beg to move\b",
    "responsible": r"\b(?:Ministry|Minister|Department|Board|Agency|Authority|Commission|Parliament|Cabinet)\b",
    "means": r"^(?:By|Through|To|For|With|In order to|As part of)\b",
}
_HEARERS = (
    r"Applause|Laughter|Interruptions?|Interjections?|Pause|Cheers|Cheering|Hear,? hear|Inaudible|Crosstalk"
    r"|Standing ovation"
    r"|Desk[- ]thumping|Thumping of desks|Time expired"
)
_LOUD = r"(?:(?:loud|prolonged|sustained|general)(?: and (?:loud|prolonged|sustained))? )?"
_BUTTON = (
    r"Print(?: this page)?|Share(?: this(?: page| article)?| on [A-Z]\w+)?|(?:Back|Return) to top|Top of page"
    r"|Home|Download(?: (?:as )?PDF.{0,12})?"
    r"|Skip to (?:main )?(?:content|navigation)|(?:Previous|Next)(?: page)?|Menu|Search|Log ?in|Sign in"
    r"|Facebook|Twitter|LinkedIn|WhatsApp|Tweet"
    r"|Contact us|About us|Privacy (?:policy|statement|notice)|Terms (?:of use|and conditions)|Site ?map"
    r"|Font size|Email this page"
    r"|Related (?:content|links|documents|news|pages|articles)"
)
# words that may also be headings of a speech
_MENU = r"Accessibility|Privacy|Cookies|English|Fran[çc]ais|Listen|Email|Register|Feedback|Speeches|News|A ?[+-]?"
_BAR = r"(?:\s*[|/>»\u203a·•]\s*|\s{2,}|(?<=A[+-]) | (?=A[+-]?))"
_DAY = r"(?:\d{1,2} [A-Z]\w+,? \d{4}|[A-Z]\w+ \d{1,2},? \d{4}|\d{4}-\d\d-\d\d)"
_FURNITURE: list[tuple[str, str]] = [
    (
        "stage direction",
        rf"(?:##\s*)?[*_]{{0,2}}[\[(<](?:(?i:{_LOUD}(?:{_HEARERS}))\b|Mr\.? Speaker in the Chair"
        r"|Mr Deputy Speaker in the Chair|Sitting .*|.* in the Chair|\(proc text\).*|The House divided.*"
        r"|(?:(?:An|Some|Several) )?[Hh]on(?:ou?rable|\.)? [Mm]embers?: .*"
        r"|Copies .*).{0,60}[\])>][*_]{0,2}\.?"
        r"|(?:##\s*)?Sitting (?:accordingly )?suspended.*|(?:##\s*)?at \d{1,2}[.:]\d\d ?[ap]\.?m\.?.*"
        r"|"
        r"(?:##\s*)?Sitting resumed.*|\d{1,2}[.:]\d\d ?[ap]\.?m\.?|Debate (?:resumed|adjourned)\.?"
        r"|Question (?:put|proposed)(?:,? and agreed to)?\.?|(?:Mr\.?|Madam"
        r"|Mdm) (?:Deputy )?Speaker (?:\(.{2,60}\) )?in the Chair\.?"
        r"|(?:(?:An|Some|Several) )?[Hh]on(?:ou?rable|\.)? [Mm]embers?: (?:Hear|Oh|Shame|Order|No|Yes|Aye"
        r"|Resign)[^.!]{0,40}[.!]+"
        r"|Order[,!.] order[.!]|[\[(*]*(?:END(?:S| OF SPEECH)?|End of speech)[\])*]*",
    ),
    ("metadata", r"\*\*(?:Date|Title|Speakers?|Time|Column|Source|Sitting)s?:\*\*.*"),
    (
        "speaker",
        r"\*\*[^*\n]{2,120}\*\*:?|(?:The )?(?:Mr|Dr|Mrs|Ms|Mdm"
        r"|Sir|Prof|Assoc Prof|BG|RAdm) [A-Z][\w.'’\- ]{2,40}(?: \([^)\n]{3,100}\))?:?"
        r"|(?:The )?Hon(?:ou?rable|\.)? (?!Members|Senators)[A-Z][\w.'’\- ]{2,40}(?: \([^)\n]{3,100}\))?:"
        r"|The (?:SPEAKER|Speaker|Chair(?:man|woman|person)?|(?:(?:Prime|Deputy|Senior"
        r"|First) )*Minister(?: (?:of|for) [A-Z][\w, ]{2,60})?"
        r"|PRIME MINISTER|Premier|PREMIER|Treasurer|TREASURER|Chancellor of the Exchequer)(?: \([^)\n]{3,60}\))?:",
    ),
    (
        "page number",
        r"[-–—\s]*(?:(?i:page)\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?[-–—\s]*|Cols?\. ?\d+(?: ?- ?\d+)?"
        r"|\d{1,3}\s?/\s?\d{1,3}|\d{1,4}\s?\|\s?P ?a ?g ?e|P ?a ?g ?e\s?\|\s?\d{1,4}"
        r"|[•\s]*[\[(]?\d{1,2}:?\d{2}[\])]?|H[CLA] Deb .{4,60}",
    ),
    (
        "navigation",
        rf"(?:{_BUTTON})\.?|(?:(?:{_BUTTON}|{_MENU}){_BAR}){{0,12}}(?:{_BUTTON}){_BAR}(?:(?:{_BUTTON}"
        rf"|{_MENU}){_BAR}){{0,12}}(?:{_BUTTON}|{_MENU})"
        rf"|(?:(?:{_BUTTON}|{_MENU}){_BAR}){{1,12}}(?:{_BUTTON})"
        r"|Home(?:(?:\s*[>»\u203a|]\s*[\w’' -]{2,40}){1,8}|(?:\s*/\s*[\w’' -]{2,40}){2,8})|You are here:.{0,80}"
        r"|(?:Is|Was) this page (?:useful|helpful)\?|Report a problem with this page",
    ),
    ("menu", rf"(?:{_MENU})(?:{_BAR}(?:{_MENU})){{0,12}}"),
    (
        "source",
        rf"(?:(?:Page )?[Ll]ast (?:updated|modified|reviewed)(?: on)?|Date modified|Published(?: on)?"
        rf"|Posted(?: on)?|Updated(?: on)?):?\s{_DAY}.{{0,12}}"
        r"|(?:Date|Published by|Posted by|Issued by|From|Source|Delivered on|(?:Media|Press) contact"
        r"|Tel(?:ephone)?|Phone|Fax|E-?mail):\s(?=[^a-z]|\S+@).{0,59}[^.\s]"
        r"|[\[(]?(?i:check against delivery|embargoed until .{3,40}|transcript of the speech.{0,60})[\])]?"
        r"|IS[BS]N:?\s[\dX-]{8,17}",
    ),
    (
        "licence",
        r"(?:Copyright\s*)?(?:©|\([cC]\)\s?(?=\d{4})).{0,100}|Copyright \d{4}.{0,80}|(?i:all rights reserved\.?)",
    ),
    ("rule", r"[-–—=_*#·.…\s]{2,}"),
]
_STAGE_DIRECTION = (
    rf"[\[(](?i:{_LOUD}(?:{_HEARERS}))"
    r"(?: (?:and|from|in|by) [\w. ]{1,40})?[.!]?[\])]"
)
_PART_HEADINGS = {
    Part.REVIEW: r"(?i)\b(?:review|performance|economic situation|progress"
    r"|achievements?|the past|looking back|revenue and expenditure (?:for"
    r"|in)|out-?turn|record|revised estimates)\b|economy in \d{4}",
    Part.PLAN: r"(?i)\b(?:outlook|prospects|budget (?:for|measures"
    r"|proposals)|tax (?:changes|proposals|measures|incentive)"
    r"|taxation|proposals?|measures?|plans?|programme|agenda"
    r"|strateg(?:y|ies)|initiatives?|priorit(?:y|ies)|looking ahead"
    r"|the future|changes|building|investing|strengthening"
    r"|promoting)\b",
}
# The weights are about half of the log ratios measured on labelled sentences (progress against commitments of 98
# budget and throne speeches), because cues come together and a naive sum would count them twice.
_PART_CUES: list[tuple[str, str, float]] = [
    (
        "past tense",
        r"\b(?:was|were|had|did|grew|rose|fell|increased (?:by|from|to)|declined|achieved|completed|recorded|registered"
        r"|amounted to|totalled|expanded|launched in|became|began)\b",
        1.5,
    ),
    (
        "present perfect",
        r"\b(?:has|have) (?:also |already |now |since )?"
        r"(?:been|\w+ed|made|grown|risen|fallen|become|taken|begun|built|done|set|seen|brought|given)\b",
        0.9,
    ),
    (
        "past time",
        r"\blast (?:year|decade|session)\b|\bin the past\b|\b(?:over"
        r"|during) the (?:past|last)\b|\bsince (?:19|20)\d\d\b"
        r"|\bcompared (?:with|to)\b|\bas a result\b",
        1.0,
    ),
    ("will", r"\b(?:will|shall|must)\b", -1.6),
    (
        "propose",
        r"\b(?:propose|intend|plan to|going to|would like to announce|be asked|with effect from|introduce|set aside"
        r"|have decided|need to|continue to)\b",
        -1.3,
    ),
    (
        "future time",
        r"\b(?:next (?:year|few years|decade|session)|this session|in the coming|over the next"
        r"|the coming (?:financial )?year)\b",
        -0.8,
    ),
    ("measures", r"\b(?:legislation|bill|scheme|rebate|allowance|relief)\b", -0.4),
]
_SALUTATION = (
    r"(?:(?:Honou?rable|honou?rable|Hon\.?) )?(?:Members?"
    r"|Senators|Parliamentarians)(?: of [^,:;.\n]{3,40})?[,:]?"
    r"|(?:Mr\.? |Madam )?Speaker,?(?: Sir)?[,:.]?|(?:My )?(?:fellow )?(?:Ladies and gentlemen"
    r"|Colleagues|Friends|Singaporeans|Canadians|citizens"
    r"|Americans)[,:.]?"
)

# what counts a unit and says nothing of it; «First Nations» and «1 million» are no numbers of items
_ENUMERATOR = re.compile(
    r"(?:[•●▪–—*-]+\s*(?=[^\W\d_])|\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s*|(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s+|\d{1,2}\.\s+|"
    r"(?:(?:first(?: of all)?|second|third|fourth|fifth|sixth|lastly|finally),|"
    r"(?:first|second|third|fourth|fifth|sixth)ly,?)\s+)+",
    re.IGNORECASE,
)


class English:
    """The rules of English speeches; see :class:`pipeline.languages.base.Language`."""

    code = "en"
    letters: re.Pattern[str] = re.compile(r"[A-Za-z]")
    cues: Mapping[str, re.Pattern[str]] = {n: re.compile(p, re.IGNORECASE) for n, p in _CUES.items()}
    furniture: Sequence[tuple[str, re.Pattern[str]]] = tuple((reason, re.compile(p)) for reason, p in _FURNITURE)
    stage_direction: re.Pattern[str] = re.compile(_STAGE_DIRECTION)
    part_headings: Mapping[Part, re.Pattern[str]] = {part: re.compile(p) for part, p in _PART_HEADINGS.items()}
    opens_plan: re.Pattern[str] = re.compile("")
    part_cues: Sequence[tuple[str, re.Pattern[str], float]] = tuple(
        (n, re.compile(p, re.IGNORECASE), w) for n, p, w in _PART_CUES
    )
    # speeches of this kind change between looking back and looking ahead from subject to subject
    part_run = 3.0
    part_neutral = 0.3
    contents: re.Pattern[str] = re.compile(r"(?:#+\s*)?(?:TABLE OF )?CONTENTS|(?:#+\s*)?(?:Table of )?[Cc]ontents")
    glossary: re.Pattern[str] = re.compile(
        r"(?i)(?:(?:annex|appendix|part)\s+\w{1,3}\s*[:.–—-]?\s*)?(?:list of\s+)?"
        r"(?:glossary(?: of (?:key )?terms)?|definitions|abbreviations|acronyms|key terms|terms used)"
        r"(?: and \w+(?: of terms)?)?"
    )
    label: re.Pattern[str] | None = None
    footer: re.Pattern[str] | None = None
    # only a line of its own: «Canadians expect …» is a sentence
    salutation: re.Pattern[str] = re.compile(rf"(?:{_SALUTATION})\s*$")

    def normalise(self, text: str) -> str:
        """Fold quotation marks, dashes, ligatures and white space; join words broken at a line end."""
        folded = unicodedata.normalize("NFKC", text.replace("\u00ad", ""))
        folded = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", folded)
        folded = folded.translate(_PLAIN)
        return re.sub(r"\s+", " ", folded).strip()

    def fold(self, text: str) -> str:
        """Return the text as it is."""
        return text

    def unnumbered(self, text: str) -> str:
        """Cut "(a)", "2.", "First," and bullets at the head."""
        return cut_head(_ENUMERATOR, text)

    def tokens(self, text: str) -> list[str]:
        """Cut with spaCy's English tokenizer, lower-cased; punctuation is left out."""
        # the tokenizer's time grows with the square of what no blank parts
        plain = _LONG_WORD.sub(r"\g<0> ", self.normalise(text))
        return [t.lower_ for t in _spacy()(plain) if not (t.is_punct or t.is_space)]

    def find_salutation(self, line: str) -> tuple[int, int] | None:
        """Find an address only at the start of a line."""
        match = self.salutation.match(line)
        return match.span() if match else None

    def names_part(self, heading: str) -> bool:
        """Never: English headings name subjects, and a word like «measures» in one says little."""
        return False

    def plans_year(self, heading: str, year: int) -> bool:
        """Never, for the same reason."""
        return False

    def heading_starts(self, line: str) -> list[int]:
        """Find headings that a page glued between two sentences: «…as expected.Global outlookThe world …»."""
        starts: list[int] = []
        for at in (0, *(match.end() for match in _GLUED_STOP.finditer(line))):
            while glued := _GLUED_HEADING.match(line, at):
                starts.append(at)
                at = glued.end()
        return starts

    def line_spans(
        self, text: str, start: int, end: int, *, join: bool = True, width: int = 0
    ) -> list[tuple[int, int]]:
        """Join lines that a page, a column or the width of all lines broke in mid-sentence."""
        joined: list[tuple[int, int]] = []
        for match in LINE.finditer(text, start, end):
            low, high = match.span()
            goes_on = joined and (
                (width and _wraps(text, joined[-1], (low, high), width))
                or (join and self._continues(text, joined[-1], low))
            )
            if goes_on:
                joined[-1] = (joined[-1][0], high)
            else:
                joined.append((low, high))
        return joined

    def _continues(self, text: str, above: tuple[int, int], below: int) -> bool:
        """Tell whether the line from `below` goes on with the sentence at the end of `above`."""
        tail = text[max(above[0], above[1] - 60) : above[1]]
        if _PARAGRAPH_END.search(tail) or _LIST_START.match(text, below) or text[below] in "[*#|":
            return False
        if text[below].islower():
            return text[above[0]] not in "#[*" or tail[-1] in "-,"
        # a heading does not stand at the end of a paragraph: a line that holds a stop and does not end in one is broken
        return text[above[0]] not in "#[*" and any(
            _ends(text, m, above[1]) for m in _STOP.finditer(text, max(above[0], above[1] - _LOOK_BACK), above[1])
        )

    def heading(self, line: str) -> HeadingMark | None:
        """Find «## …», «PART II …», lines in title case without a stop, and headings glued to their text."""
        glued = _GLUED_HEADING.match(line)
        if glued:
            return HeadingMark(1 if glued.group().isupper() else 2, glued.end(), numbered=False)
        item = _ITEM_NUMBER.match(line)
        if item and item.end() < len(line):
            # a list of what will be done is none of topics: «2. Open a night bus line»
            named = not opens_with_action(line[item.end() :]) and self.heading(line[item.end() :])
            return HeadingMark(2 + item.group().rstrip(". \t").count("."), len(line), numbered=True) if named else None
        marker = _MARKDOWN.match(line)
        if marker:
            return HeadingMark(len(marker.group(1)), len(line), numbered=True)
        if (
            len(line) > 120
            or _PARAGRAPH_END.search(line)
            or re.search(r"[a-z\d][.!?] [A-Z]", line)
            or line.endswith((",", "-"))
        ):
            return None
        if _NUMBERED.match(line) and line[-1] != ".":
            return HeadingMark(1, len(line), numbered=True)
        words = re.findall(r"[A-Za-z][\w'’]*", line)
        if not words or not line[0].isupper():
            return None
        capital = sum(w[0].isupper() for w in words if w not in _SMALL)
        if capital >= 0.6 * max(1, sum(w not in _SMALL for w in words)) or len(words) <= 6:
            return HeadingMark(1 if line.isupper() else 2, len(line), numbered=False)
        return None

    def sentence_spans(
        self, text: str, start: int, end: int, *, split_semicolon: bool, join: bool = True, width: int = 0
    ) -> list[tuple[int, int]]:
        """Cut behind . ! ? and ; with the closing marks that follow, and at line ends."""
        return [
            span
            for low, high in self.line_spans(text, start, end, join=join, width=width)
            for span in spans_between(text, low, high, self._stops(text, low, high, split_semicolon=split_semicolon))
        ]

    def _stops(self, text: str, low: int, high: int, *, split_semicolon: bool) -> Iterator[int]:
        number = _NUMBER_HEAD.match(text, low, high)
        titles = [m.span() for m in _TITLED.finditer(text, low, high)]
        for match in _STOP.finditer(text, low, high):
            if not split_semicolon and text[match.start()] in ";；":
                continue
            if number and match.end() == number.end():
                continue
            if text[match.start()] in "!?" and any(a < match.start() < b for a, b in titles):
                continue
            if _ends(text, match, high):
                yield match.end()

    def has_action(self, text: str) -> bool:
        """See the Protocol: a topic («Next, housing and planning») has no verb of intent and opens with none."""
        return bool(_INTENT.search(text))

    def names_problem(self, text: str) -> bool:
        """See the Protocol: «But there are challenges ahead.» has no word left that says what is meant."""
        return any(word not in _GENERAL for word in _WORDS.findall(text.translate(_PLAIN).lower()))

    def problem_cuts(self, text: str) -> list[int]:
        """See the Protocol; English speeches give each problem a sentence."""
        return []

    def names_action(self, unit: str) -> bool:
        """See the Protocol; English speeches have no such formulas."""
        return True

    def looks_back(self, unit: str) -> bool:
        """Never: the verb tells the time, and the classifier reads it (of 133,090 units one opened so)."""
        return False

    def names_nothing(self, text: str) -> bool:
        """See the Protocol: «These changes take effect from today»."""
        return names_nothing(text)

    def only_points(self, unit: str) -> bool:
        """See the Protocol: «Both will be reviewed», not «$40 million for this fund»."""
        return only_points(unit)

    def states_fact(self, unit: str, following: str) -> bool:
        """See the Protocol: «The fee is low, and we will waive it» promises in its second clause alone."""
        return states_fact(unit)

    def unit_spans(self, sentence: str) -> list[tuple[int, int]]:
        """Cut at ; and at commas and conjunctions behind which a new action begins."""
        return unit_spans(sentence)


def _wraps(text: str, above: tuple[int, int], below: tuple[int, int], width: int) -> bool:
    """Tell whether a line was begun in mid-sentence because its first word did not fit into the line above.

    Args:
        text: with all lines broken at one width.
        above: the lines so far; the last of them is looked at.
        below: the next line.
        width: of the lines.
    """
    gap = text[above[1] : below[0]]
    last = text[text.rfind("\n", 0, above[1]) + 1 : above[1]]
    if text[below[0]] in "#|*" or _BULLET.match(text, below[0]) or text[above[0]] == "#" or _CELLS.search(last):
        return False
    first = text[below[0] : below[1]].split(maxsplit=1)[0]
    stopped = any(
        m.end() == above[1] and _ends(text, m, below[1])
        for m in _STOP.finditer(text, max(above[0], above[1] - 8), above[1])
    )
    if stopped:
        return False
    full = len(last) + 1 + len(first) > width
    if first[0].islower():
        # a sentence that goes on behind an empty line was broken by a page
        colon = last[-1] == ":"
        return (full or not colon) if gap.count("\n") == 1 else (full and not colon)
    if _ITEM.match(text, below[0]) and (not full or last[-1] in ":;,"):
        return False
    return full and last[-1] != ":" and gap.count("\n") == 1


_BULLET = re.compile(r"[-–—•●○▪·+>]\s")
_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[).]\s")
_CELLS = re.compile(r"\t|\S {3,}\S|\|")


_PLAIN = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2010: "-", 0x2011: "-", 0x2012: "-", 0xFEFF: ""}


_WORDS = re.compile(r"[^\W\d_][\w'-]*|\d+")
# words that say that there are problems without one that says which
_GENERAL_WORDS = """
a an the this that these those there it its here we us our ours i my me you your they them their he she who which what
is are was were be been being am will would can could may might must should shall do does did has have had having not no
nor yet and or but so if as of in on at to for from with by about among into all any some many much more most several
few both other others another such own same very too also still again however moreover indeed course clearly
unfortunately nevertheless problem problems challenge challenges difficulty difficulties difficult issue issues concern
concerns obstacle obstacles shortcoming shortcomings weakness weaknesses risk risks trouble troubles matter matters
serious great big large real major main key new old hard easy tough simple complex good bad important urgent pressing
common particular certain first second third next last one two three number face faces faced facing remain remains
remained exist exists existed lie lies ahead arise arises arose come comes came get getting got started start know known
see seen say said think aware recognise recognize realise realize admit time times today now way ways thing things case
fact example question questions answer part year years half likely different challenging enough done job completed
complete journey far over high low detect often taken granted happen happened spared immune affected unpredictable
worry really justified decision singapore singaporeans canada canadians
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())


def _ends(text: str, match: re.Match[str], limit: int) -> bool:
    """Tell whether the stop that `match` found ends a sentence of text[:limit]."""
    start, end = match.span()
    if end >= limit:
        return True
    following = _NEXT.match(text, end, limit)
    mark = text[start]
    if mark in "。！？；":
        return True
    if following is None:
        # «…the flood.Our boats came back»: a lost space, if a word of small letters ends and a capital begins
        glued = _GLUED.match(text, max(0, start - 2), limit) or (
            # «…the grant.XYZ is paid»: but «Harbour.SG» is a name
            _GLUED_CAPITALS.match(text, end, limit) and _SMALL_BEFORE.search(text[max(0, start - 24) : start])
        )
        if glued and mark in ".!?" and end == start + 1:
            return True
        return bool(_GLUED_ITEM.match(text, end, limit)) and mark in ".!?" and not text[start - 1 : start].isspace()
    first = following.group(1)
    if mark in ";!?":
        return mark == ";" or not first.islower()
    if mark == "…" or text.startswith("..", start):
        return first.isupper()
    if mark == "." and _numbers_next(text, start):
        return False
    word = _WORD_BEFORE.search(text[max(0, start - 24) : start])
    if word and end == start + 1:
        before = word.group()
        last = before.rsplit(".", 1)[-1]
        if last in _TITLES or (first.isdigit() and last in _BEFORE_DIGIT):
            return False
        # «a grant of $1.5M. It will…»: behind a digit a letter is no initial
        figure = text[start - 2 : start - 1].isdigit()
        if len(last) == 1 and last != "I" and (last.isupper() or "." in before) and not figure:
            # an initial («J. Smith») or an abbreviation of letters («U.S.», «p.m.»); but «Annex C. As for …»
            may_end = "." in before or _LETTER_BEHIND.search(text[max(0, start - 24) : start]) is not None
            return may_end and first.isupper() and _opens(text, following.start(1), limit)
        if last in _MAYBE or last in _ROADS:
            return first.isupper() and _opens(text, following.start(1), limit)
    if first.islower():
        # a capital letter lost in print: a whole word before the stop and a word that opens sentences behind it
        return bool(
            word
            and end == start + 1
            and len(word.group()) >= 5
            and word.group().islower()
            and _LOST_CAPITAL.match(text, following.start(1), limit)
        )
    return True


def _numbers_next(text: str, stop: int) -> bool:
    """Tell whether a full stop ends the number of an item behind a sentence: «We build. 2. We mend.»."""
    low = max(0, stop - _NUMBER_MAX)
    before = _NUMBER_BEHIND.search(text[low:stop])
    if before is None:
        return False
    at = low + before.start()
    word = _WORD_BEFORE.search(text[max(0, at - 24) : at])
    # behind «Bill No. 12. It …» no sentence ended
    last = word.group().rsplit(".", 1)[-1] if word else ""
    return last not in _TITLES and last not in _BEFORE_DIGIT and (len(last) != 1 or text[at] != ".")


_LOST_CAPITAL = re.compile(r"(?:the|our|we|this|these|it|they|in|with|for|a)\s")
# «…every ability.(ii) Second, we will…»: an item of a list that ran into the text
_GLUED_ITEM = re.compile(r"\((?:[ivx]{1,4}|[a-h])\)\s*[A-Z]|-(?=The\s)|\*?[A-Z][a-z]+ (?:to|and|the|of|growth|in)\b")
_TURNS = frozenset(
    [
        "First",
        "Firstly",
        "Second",
        "Secondly",
        "Third",
        "Thirdly",
        "Next",
        "Last",
        "Lastly",
        "Finally",
        "Another",
        "More",
    ]
)
_OPENING_WORDS = frozenset(
    [
        "The",
        "This",
        "That",
        "These",
        "Those",
        "It",
        "We",
        "I",
        "He",
        "She",
        "They",
        "In",
        "On",
        "At",
        "For",
        "From",
        "To",
        "By",
        "With",
        "As",
        "If",
        "When",
        "While",
        "But",
        "And",
        "So",
        "Our",
        "My",
        "His",
        "Her",
        "Their",
        "Its",
        "There",
        "Here",
        "A",
        "An",
        "No",
        "Not",
        "Now",
        "All",
        "Each",
        "Some",
        "Many",
        "Most",
        "Under",
        "Over",
        "After",
        "Before",
        "Since",
        "During",
        "However",
        "Therefore",
        "Thus",
        "Moreover",
        "Mr",
        "Members",
        "Honourable",
        "Sir",
        "What",
        "Who",
        "How",
        "Why",
        "Let",
        "You",
        "Besides",
        "Even",
        "Currently",
        "Originally",
        "Everybody",
    ]
)


_GLUED_STOP = re.compile(r"[.!?][\"”’)]?(?=[A-Z\d])")
# a heading in capitals before a word in small letters, or a short one before a word that opens sentences; the space
# between heading and text was lost with the paragraph
_GLUED_HEADING = re.compile(
    r"[A-Z][A-Z ,&'’–-]{5,78}[A-Z](?=[A-Z][a-z])|"
    r"[A-Z\d](?:(?![.!?;:]\D)[^\n]){3,88}?(?:[a-z\d]{2}|\))(?=(?:"
    + "|".join(sorted((_OPENING_WORDS | _TURNS) - {"Mr", "No", "All", "So"}))
    + r")[ ,])"
)


def _opens(text: str, at: int, limit: int) -> bool:
    """Tell whether the word at `at` is one that commonly opens a sentence."""
    word = re.compile(r"[A-Za-z]+").match(text, at, limit)
    return bool(word and word.group() in _OPENING_WORDS)


@cache
def _spacy() -> Any:  # noqa: ANN401 - the library has no types
    """Return the tokenizer. spaCy imports torch where there is one: a second and 200 MB, and no tokenizer needs it."""
    hidden = "torch" not in sys.modules
    if hidden:
        sys.modules["torch"] = None  # type: ignore[assignment]  # what Python takes for «not there»
    try:
        import spacy
    finally:
        if hidden:
            del sys.modules["torch"]
    return spacy.blank("en").tokenizer


ENGLISH = English()
