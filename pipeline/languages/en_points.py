"""What an English text names: nothing where it only points at what other sentences have named."""

from __future__ import annotations

import re

STOCK = frozenset(
    word
    for words in (
        "a an the and or of to in on at for with by from as is are be been was were will would",
        "shall should can could may might must it its this that these those there their they he she",
        "his her we our us i my me you your not no also than then so such which who whom whose what",
        "when where while if but into over under up out about more most other some any all each",
        "both between through during further continue continues continued new government",
        "governments ministers minister parliament house bill legislation measures measure",
        "programme program programmes programs year years next coming propose proposed proposes",
        "introduce introduced provide provided provides make made take taken help support ensure",
        "work seek additional therefore sir mr speaker has have had do does first second third",
        "finally million billion cent per secondly canada canadians singapore singaporeans",
    )
    for word in words.split()
)
"""Words that any English promise can carry; they say nothing of the object."""

# with these and STOCK alone a text names nothing: «both changes apply from May on»
POINTS = frozenset(
    word
    for words in (
        "scheme schemes change changes rate rates payment payments increase increases reduction reductions",
        "exemption exemptions concession concessions fund funds package project projects work works plan plans",
        "amendment amendments enhancement enhancements extension adjustment adjustments cost costs amount amounts",
        "sum proposal proposals provision provisions condition conditions details review step steps action actions",
        "period purpose effect place date time january february march april may june july august september october",
        "november december assessment fiscal financial annum following early late later end beginning today now",
        "soon due course immediate immediately initial total full fully same based further several many few last",
        "past one two four five six seven eight nine ten twelve each per only just well until till within before",
        "after since again once onwards apply applies allow allowed enable available receive received give gives",
        "given granted extend extended continued implemented introduced announced paid pay taken takes start",
        "starts begin come force operation completed completion required necessary reviewed studied considered",
        "consider updated raised reduced lowered increased abolished removed withdrawn allocated expected expect",
        "estimated approximately remain remains unchanged stay set aside done doing need needs asked approve",
        "approval recommend recommended legislative legislation certain various yield yields specified addition",
        "already number above basis capped effective eligible maximum starting thereafter another them",
        # of a tax or a payment that another sentence has named
        "duty duties revision revisions revised revenue revenues rebate rebates relief reliefs incentive incentives",
        "deduction deductions grant grants instalment instalments payout payouts dividend dividends disbursed annual",
        "voted moves towards goal goals three half subsequent longer exceed subject",
        "instance instead require requires decided intend specific refinement refinements mentioned apart opportunity",
        "effort efforts far",
        # of what is planned, paid or put before a house, without the object
        "expire expires expired lapse lapses deciding decide existing enjoyed expansion expanded continuation allotted",
        "compared respectively put implement implementing implementation direction ahead series boost injection phased",
        "placed laid presented tabled brought forward top see say said speech talk build base lead strategy strength",
        "totalling spend actual initiative initiatives detail statutes acts session proceeds portions inquiries",
        "pending successful prepare ministry administered policy maintain matter matters",
        # of works that another sentence has named
        "opens opened opening finished ready going",
        # of how, for whom and by what right something not named is done
        "levels ways stages phases closely automatically harder approach strengths structure agreement",
        "lastly group process prepared annex part meet needs accepts responsibility customised providing",
        "carried relating enhance",
        "spring summer autumn fall winter christmas",
    )
    for word in words.split()
)
_WORD = re.compile(r"part-time|[a-z&]{3,}")  # «part-time work» is no part of a work
# «tax» names what is changed, but not «the tax change», «the new tax rate»; nor do «in this budget» and «will open in
# May», other than «a more open council»
_BESIDE = re.compile(
    r"\btax (?=changes?\b|rates?\b|concessions?\b|incentives?\b|exemptions?\b|deductions?\b|reliefs?\b|rebates?\b)|"
    r"\b(?:in|from) this (?:year['’]s )?budget\b|"
    r"(?<!\bmore )\bopen\b(?= (?:in|by|on|before|within|this|next|from|early|late|again)\b)"
)
# two capitals in a row, or letters alone, make a name; the year of assessment, the person who speaks and «Our
# Government» at the head are none
_CAPITALS = re.compile(
    r"(?!^(?:The|Our|My|This) Government\b)\b[A-Z][\w&]*\s+(?!I\b)[A-Z]|(?<!^)\b[A-Z](?<!I)(?<!A)\b|"
    r"\b[A-Z&]{2,}\b(?<!YA)(?<!FY)"
)
# «$40 million for this fund» can be checked without the sentence before it
_SUM = re.compile(r"[$£€]\s?\d|\d\s?%|\bper ?cent\b")


def only_points(unit: str) -> bool:
    """Tell whether a unit names nothing and no sum that could be checked: «Both will be reviewed»."""
    return names_nothing(unit) and not _SUM.search(unit)


def names_nothing(text: str) -> bool:
    """Tell whether a text holds no word that says what it is about: «These changes take effect from today»."""
    words = (match.group() for match in _WORD.finditer(_BESIDE.sub("", text.lower())))
    return all(word in POINTS or word in STOCK for word in words) and not _CAPITALS.search(text)
