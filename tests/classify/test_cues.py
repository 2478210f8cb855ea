"""Checkability cues: codebook rules 3, 10, 11, 12, 14, 16 and 19 in both languages, on invented sentences."""

from __future__ import annotations

import pytest

from pipeline.classify.cues import ANNOUNCED, CHECKABLE, NAMES, PAST, REPORTED, checkable_cues, find_cues, settled_rules

FOUND = [
    # rule 10: how many of what, with a verb that ends
    ("zh", "培育云杉级企业40家。", "count with ending verb"),
    ("zh", "推动柳河片区新增普惠托位900个。", "count with ending verb"),
    ("zh", "改造老旧桥梁三十二座。", "count with ending verb"),
    ("en", "We will build 14 new reading rooms in the valley.", "count with ending verb"),
    ("en", "The county will train 300 additional nurses.", "count with ending verb"),
    # rules 3 and 4: a figure as a target
    ("zh", "柳河州生产总值增长6%左右；", "target figure"),
    ("zh", "粮食产量稳定在90万吨以上。", "target figure"),
    ("en", "The levy will fall from 40 to 37 per cent.", "target figure"),
    # rule 11: named deliverables
    ("zh", "编制“云杉”水网规划。", "named deliverable"),
    ("zh", "修订《柳河州渡口管理条例》。", "named deliverable"),
    ("zh", "办好第三届云杉节。", "named deliverable"),
    ("en", "We will introduce a Ferries Bill.", "named deliverable"),
    ("en", "I shall set up a River Fund.", "named deliverable"),
    # rule 12: bottom lines
    ("zh", "严禁新设收费站。", "bottom line"),
    ("zh", "民生支出只增不减。", "bottom line"),
    ("en", "We will not raise ferry fares.", "bottom line"),
    # rule 3: report back
    ("zh", "整改情况报州人大常委会。", "report back"),
    ("zh", "确保询问事项件件有着落。", "report back"),
    ("en", "The results will be tabled in the House.", "report back"),
    # rule 19: explicit deadlines and named bodies
    ("zh", "到2031年建成柳河大桥。", "deadline"),
    ("zh", "9月底前完成渡口改造。", "deadline"),
    ("zh", "用三年时间治理柳河。", "deadline"),
    ("en", "The bridge will open by March 2031.", "deadline"),
    ("en", "Work will be done within two years.", "deadline"),
    ("zh", "渡口改造由州交通局牵头。", "responsible body"),
    ("en", "The Riverbank Housing Board will manage the homes.", "responsible body"),
    # rule 16: forecasts
    ("zh", "预计游客达到八万人次。", "forecast"),
    ("en", "Revenue is estimated at two million dollars.", "forecast"),
    # rule 14: numbered headings
    ("zh", "（三）渡口面貌焕然一新。", "heading marker"),
    ("en", "## Ferries and roads", "heading marker"),
]
NOT_FOUND = [
    # rule 10: a verb that only goes on
    ("zh", "加快渡口建设步伐。", "count with ending verb"),
    ("en", "We will keep on supporting our ferries.", "count with ending verb"),
    # rule 11: unnamed
    ("zh", "完善渡口管理机制。", "named deliverable"),
    ("en", "We will improve services for everyone.", "named deliverable"),
    # rule 12: resolve without a bottom line
    ("zh", "坚决遏制乱收费。", "bottom line"),
    ("en", "We are determined to help every village.", "bottom line"),
    # rule 19: this year and the year's end are no explicit deadline, a class is no named body
    ("zh", "今年年底前修好全年通行的路。", "deadline"),
    ("en", "This year we will mend the road.", "deadline"),
    ("zh", "各部门要过紧日子。", "responsible body"),
    ("en", "All departments must save.", "responsible body"),
    # a plain direction has no target figure
    ("zh", "提高渡口服务水平。", "target figure"),
    ("en", "We will raise standards.", "target figure"),
]


@pytest.mark.parametrize(("language", "text", "cue"), FOUND)
def test_cue_is_found(language: str, text: str, cue: str) -> None:
    assert cue in find_cues(text, language)


@pytest.mark.parametrize(("language", "text", "cue"), NOT_FOUND)
def test_cue_is_not_found(language: str, text: str, cue: str) -> None:
    assert cue not in find_cues(text, language)


@pytest.mark.parametrize(
    ("language", "text", "rules"),
    [
        ("zh", "整改情况报州人大常委会。", ("rule 3",)),
        ("zh", "设立柳河渡口基金。", ("rule 3",)),
        ("zh", "今年设立柳河渡口基金支持造船。", ("rule 3",)),
        ("zh", "探索设立柳河渡口基金。", ()),
        ("zh", "加强监管，鼓励船东设立柳河渡口基金。", ()),
        ("zh", "柳河州生产总值增长6%左右；", ("rule 4",)),
        ("zh", "推动柳河片区新增托位900个。", ("rule 10",)),
        ("zh", "编制柳河水网规划。", ("rule 11",)),
        ("zh", "办好第三届云杉节。", ("rule 11",)),
        ("zh", "年内建成柳河渡口。", ("rule 11",)),
        ("zh", "渡船准点率稳定在90分以上。", ("rule 4",)),
        ("zh", "严禁新设渡口收费。", ("rule 12",)),
        ("zh", "完成好渡口任务。", ()),
        ("zh", "年内完成渡口整治任务。", ("rule 11",)),
        ("zh", "完成今年各项目标任务，靠的是全州渡工。", ()),
        ("zh", "锤炼水上民兵、完成各类军事任务。", ()),
        ("zh", "让我们携手建设柳河。", ("rule 5",)),
        ("zh", "我们坚决支持下游各国人民。", ("rule 8",)),
        ("zh", "开通柳河至云杉动车。", ("rule 11",)),
        ("zh", "全州修好渡口8处，未能完成10处的任务。", ("rule 10", "not done")),
        ("zh", "加快未完成的渡口改造。", ()),
        ("zh", "抓紧推进未完成任务，年底前修好渡口。", ()),
        ("zh", "两处渡口未能完成，年内补上。", ()),
        ("zh", "希望小学添置渡船2艘。", ()),
        ("en", "We will also set up a ferry board.", ("will be done", "rule 11")),
        ("en", "What shall we do with the ferry?", ("rule 5",)),
        ("en", "We failed to open a landing.", ("not done",)),
        ("en", "The county council did not set up a ferry fund.", ("not done",)),
        ("en", "The second landing remains on hold.", ("not done",)),
        # what will be done is no failure, whatever was not done before
        ("en", "The landing, which was postponed in 2031, will open in June.", ()),
        ("en", "We have not forgotten the ferrymen, and we are going to pay them.", ()),
        ("en", "In 2031, we paved two landings.", ("rule 1",)),
        ("en", "Last year we paved two landings and this year we will pave three.", ()),
        ("en", "We raised the grant so that ferrymen will stay.", ("rule 1",)),
        ("en", "We will not raise fares, and what we opened stays open.", ()),
        ("en", "The works have not only begun.", ()),
        ("en", "We hope that villagers will build a landing.", ("rule 5",)),
        ("en", "We trust the villagers, so we will let them build a landing.", ()),
        # rule 5: outsiders ought to, the government neither does nor pays nor rules anything
        ("en", "Ferry firms must look after their landings.", ("rule 5",)),
        ("en", "As the river silts up, our employers and workers should also learn to dredge.", ("rule 5",)),
        ("en", "We must look after our landings.", ()),
        ("en", "Ferry firms must look after their landings, and we will help them.", ()),
        ("en", "Ferry firms must pay $40 for each landing.", ()),
        ("en", "Ferry firms must be licensed.", ()),
        ("en", "Ferry firms have to wait for a licence.", ()),
        ("en", "The help for ferry firms must grow.", ()),
        ("en", "We will report to the House in spring.", ("rule 3",)),
        ("en", "Parliament will also be requested to ratify a ferry treaty.", ("rule 20",)),
        ("en", "A bill on ferries will be tabled in May.", ("will be done", "rule 20")),
        ("en", "We will introduce ferry legislation.", ("will be done", "rule 20")),
        # rule 20: a measure is one that can be found, measures can be any
        ("en", "A measure on ferry safety will be placed before you.", ("rule 20",)),
        ("en", "Further measures for safer ferries will be placed before you.", ()),
        ("en", "The ferry levy rises with effect from 1 May.", ("rule 20",)),
        ("en", "I will set aside $4 million for landings.", ("will be done", "rule 20")),
        ("en", "The rebate goes from 10 per cent to 15 per cent.", ("rule 20",)),
        ("en", "You will be asked to weigh the needs of ferrymen.", ()),
        # what will not go ahead binds nobody; a bottom line and a tax do
        ("en", "My government will not proceed with the ferry terminal.", ("called off",)),
        ("en", "We have decided not to go ahead with the landing at Willow Point.", ("called off",)),
        ("en", "We will not raise ferry fares.", ()),
        ("en", "The minister decided not to go ahead with the duty on oars.", ()),
        # rule 20: the yearly supply formula, not a sum with a purpose
        ("en", "Members are invited to consider the estimates of the harbour office.", ("supply formula",)),
        ("en", "You will be asked to grant the funds for the services of the county.", ("supply formula",)),
        ("en", "You will be asked to vote funds for a new ferry.", ("rule 20",)),
        # rule 20: what the speech comes to next
        ("en", "I will now turn to our plans for the ferries.", ("procedure",)),
        ("en", "Finally, let me outline our help to ferrymen, which will grow.", ("procedure",)),
        ("en", "I will start a ferry school.", ()),
        ("en", "We will deal with idle ferries.", ()),
        # formulas at the end
        ("en", "Madam Chair, I beg to move.", ("closing formula",)),
        ("en", "I commend this budget to the Council.", ("closing formula",)),
        ("en", "And so, Madam Chair, we commend it to the people of Tangling.", ("closing formula",)),
        ("en", "We will commend brave ferrymen to the harbour board.", ()),
        ("en", "We will move the ferry landing.", ()),
        # what was promised before
        ("en", "A year ago I promised to build a landing at Willow Point.", ("an earlier promise",)),
        ("en", "Last year we pledged that no ferry would be late.", ("an earlier promise",)),
        ("en", "In my last budget, I announced a ferry code.", ("an earlier promise",)),
        ("en", "This government promised to open four landings.", ("an earlier promise",)),
        ("en", "Last year we promised a landing, and this year we promise another.", ()),
        ("en", "Last year we promised a landing, and we will build it.", ()),
        ("en", "We have promised to mend the ferry.", ()),
        # rule 16: forecasts of others
        ("en", "The central bank expects that fares will fall to 3 per cent.", ("rule 16",)),
        ("en", "Private forecasters expect traffic to grow by 2 per cent.", ("rule 16",)),
        ("en", "We expect every ferry to run on time.", ()),
        # rule 16: targets that are announced, not those that are looked back on
        ("en", "The target for ferry punctuality this year is 95 per cent.", ("target",)),
        ("en", "Our aim for 2031 is a levy of 4 cents.", ("target",)),
        ("en", "This year we have set ourselves a shortfall of no more than 2 per cent.", ("target",)),
        ("en", "The result is above the target of 95 per cent.", ()),
        ("en", "The target for 2030 was 90 per cent.", ()),
        # rule 20: sums for a purpose
        ("en", "This budget sets aside $9 million to rebuild the quay.", ("money set aside",)),
        ("en", "We are setting aside $9 million to rebuild the quay.", ("money set aside",)),
        ("en", "A shipping line is investing $9 million in the quay.", ()),
        # reports in the passive, of a state that now holds, of openings and of promises kept
        ("en", "The ferry reserve has been restored to $9 million.", ("done",)),
        ("en", "Three landings were repaired at Willow Point.", ("done",)),
        ("en", "The new landing is open.", ("done",)),
        ("en", "All nine landings are now in service.", ("done",)),
        ("en", "The quay opened for business in May.", ("done",)),
        ("en", "The ferry code has been in force since June.", ("done",)),
        ("en", "As promised, the ferry levy is down to 4 cents.", ("done",)),
        ("en", "Fares now stand at $2, as my government said they would.", ("done",)),
        ("en", "When the landing is open, villagers cross for nothing.", ()),
        ("en", "The landing that has been repaired is far from the village.", ()),
        ("en", "Has the landing been repaired, or have the planks been replaced?", ("rule 5",)),
        ("en", "As promised, we will mend the ferry.", ()),
        # what is announced in the present is neither a state nor an account of the year before
        ("en", "The ferry's season is extended by a week.", ()),
        ("en", "The toll is raised to £9 when the water was high.", ()),
        ("en", "The budget provided a second ferry.", ()),
        ("en", "The landing is open from May.", ()),
        ("en", "Last year's landing opens in May.", ()),
        ("en", "The islands' debt is reduced to £9 million.", ()),
        ("en", "The rate of drowning is cut by 9 per cent compared to older ferries.", ()),
        ("en", "Unemployment in the harbour is lowered by 9 per cent.", ()),
        ("en", "The catch is lowered by 9 per cent by the storms.", ()),
        ("en", "This budget adds up.", ()),
        ("en", "My budget puts it plainly.", ()),
        # rule 9: what the assembly is asked to pass is no mere appeal
        ("en", "I urge you to fund the ferry.", ()),
        ("en", "We urge this Council once more to pass the Ferry Act.", ()),
        ("en", "I urge you to take the ferry.", ("rule 5",)),
        ("en", "We urge the ferrymen to vote.", ("rule 5",)),
        ("en", "The main estimates for the ferries will be laid before you.", ("supply formula",)),
        ("en", "The estimates will show what a ferry costs.", ()),
        # main clauses about what will be done
        ("en", "A landing will be built at Willow Point.", ("will be done",)),
        ("en", "If a landing will be built, who pays for it.", ()),
        # rule 14: slogans, also behind a number
        ("zh", "抓渡口。", ("rule 14",)),
        ("zh", "二是抓渡口。", ("rule 14",)),
        ("zh", "三要夯实根基。", ("rule 14",)),
        ("zh", "修缮渡口。", ()),
        ("zh", "二是抓渡口建设。", ()),
        ("zh", "二是抓渡口", ()),
        ("zh", "保渡口。", ()),
        ("zh", "一是水位低。", ()),
        # verbs that only go on, unnamed things, resolve: the model decides
        ("zh", "加快30个渡口项目前期工作。", ()),
        ("zh", "完善渡口管理机制。", ()),
        ("zh", "已设立柳河渡口基金。", ("tells of no trouble",)),
        ("zh", "坚决遏制乱收费。", ()),
        ("en", "We will improve ferries.", ("will be done",)),
        ("sv", "Vi ska bygga 40 broar.", ()),
    ],
)
def test_rules_that_leave_no_choice(language: str, text: str, rules: tuple[str, ...]) -> None:
    assert settled_rules(text, language) == rules


def test_a_chinese_sentence_that_opens_with_a_year_before_the_speech_reports() -> None:
    text = "2030年，全州修好渡船8艘。"
    assert settled_rules(text, "zh", year=2031) == (REPORTED,)
    assert settled_rules(text, "zh", year=2030) == settled_rules(text, "zh") == ()
    # a span of years, what has been so since, a turn to what must be done, another language
    assert settled_rules("2030年至2035年，修好渡船8艘。", "zh", year=2031) == ()
    assert settled_rules("2030年以来的渡船修缮。", "zh", year=2031) == ()
    assert settled_rules("2030年的渡船修缮，今年要收尾。", "zh", year=2031) == ()
    assert settled_rules("2030年开始的渡船修缮年底前收尾。", "zh", year=2031) == ()
    assert settled_rules("2030年, vi bygger broar.", "sv", year=2031) == ()


def test_going_on_with_a_count_is_told_from_an_ending_verb() -> None:
    assert "going on with count" in find_cues("加快30个渡口项目前期工作。", "zh")
    assert "count with ending verb" not in find_cues("加快30个渡口项目前期工作。", "zh")


def test_checkable_cues_are_named_in_a_fixed_order() -> None:
    found = find_cues("到2031年新增渡船12艘，费用一律公开。", "zh")
    assert checkable_cues(found) == ("count with ending verb", "bottom line", "deadline")
    assert [CHECKABLE.index(name) for name in checkable_cues(found)] == sorted(
        CHECKABLE.index(name) for name in checkable_cues(found)
    )


def test_a_language_without_patterns_has_no_cues_and_names_are_distinct() -> None:
    assert find_cues("Vi ska bygga 40 broar.", "sv") == frozenset()
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("三个月内将整改情况书面报告市人大常委会。", True),
        ("年底前向市人大常委会报告办理结果。", True),
        ("整改情况已于去年12月报告市人大常委会。", False),
        ("年底前已将情况报告市人大常委会。", False),
        ("定期向人大报告工作。", False),
    ],
)
def test_a_report_to_the_assembly_by_a_date_is_promised(text: str, fits: bool) -> None:
    from pipeline.classify.cues import ANSWERS

    assert (ANSWERS in settled_rules(text, "zh")) is fits


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("the quay is to be repaired", "will be done"),
        ("two hundred pilots are going to be trained", "will be done"),
        ("the old debts will be paid off", "will be done"),
        ("our target for savings is £8 million", "target"),
        ("the ferry grant is increased to £900 a year", "announced in the present"),
        ("from may the toll is being cut by nearly 8 per cent", "announced in the present"),
        ("a pilots' allowance of £9 a week is introduced for 80 widows", "announced in the present"),
        ("for the islands, this budget delivers a second ferry", "announced in the present"),
        ("the toll is cut by 9 per cent by the end of may", "announced in the present"),
        ("the death grant is raised to £90", "announced in the present"),
        ("this budget adds nearly 90 moorings", "announced in the present"),
        ("this budget puts pilots on every ferry", "announced in the present"),
        ("today's budget also funds eleven new landings", "announced in the present"),
        ("the ferry school reopens in late autumn", "announced in the present"),
        ("the east landing opens to foot passengers next spring", "announced in the present"),
    ],
)
def test_english_promises_without_a_promising_verb(text: str, rule: str) -> None:
    assert rule in settled_rules(text, "en")


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("The county government can and will keep the toll low.", True),
        ("But, in the coming years, my government will also support pilots.", True),
        ("The ministry of ferries shall seek to train pilots.", True),
        ("I will give island families a larger toll grant.", True),
        ("We must and will continue to protect the moorings.", True),
        # what comes next in the speech, a consequence, a quotation, what all do together, another's deed
        ("I will give three examples of such tolls.", False),
        ("I shall now review the year on the lake.", False),
        ("I will open with the ferries.", False),
        ("The ministry of ferries will provide an outline of the grant.", False),
        ("In other words, we will raise the price of every crossing.", False),
        ("If not, we will increase the toll for nothing.", False),
        ('We shall give them moorings that "all islands maintain".', False),
        ("We will build that island together.", False),
        ("The ferry company will introduce a second boat.", False),
        ("We will see fewer boats.", False),
        ("No government will lower our tolls.", False),
        ("The previous government will give no answer.", False),
        ("Unless we mend the lock, we will open the door to floods.", False),
        ("Should the lock break, my government will abolish ferry tolls.", False),
        ("Without a ferry, we will cut the island off.", False),
        ("Without delay, we will build the lock.", True),
        ("I will extend a warm welcome to our pilots.", False),
        ("We will extend our mooring grant to all islands.", True),
        ("I will give credit to the pilots.", False),
        ("We will give a tax credit for boats.", True),
        ("Later in this speech, I will propose three changes.", False),
        ("I shall keep to my theme.", False),
        ("We will encourage all pilots to make use of this address.", True),
    ],
)
def test_what_an_english_government_does_by_its_own_will_is_promised(text: str, promised: bool) -> None:
    assert ("will be done" in settled_rules(text, "en")) is promised


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("In late March 2011, the Government decided to lend moorings to all pilots.", True),
        ("Last month my government agreed to a second ferry.", True),
        ("In Budget 2030, we extended the toll grant to nine islands.", True),
        ("In February the Government will decide on moorings.", False),
        ("Last year we decided to cut the toll, and we now go further.", False),
        ("This year the Government decided to lend moorings.", False),
        ("In February, I announced the plan; today I launch it.", False),
        ("In Budget 2030, we extended the grant, and this year I extend it again.", False),
        ("Recently we allocated $3 million and I propose to double it.", False),
        ("In Budget 2030, we extended the grant and two islands joined.", True),
    ],
)
def test_an_english_deed_of_the_government_with_a_past_date_is_reported(text: str, past: bool) -> None:
    assert (PAST in settled_rules(text, "en")) is past


def test_english_works_that_are_done_in_part_are_reported() -> None:
    assert settled_rules("The north quay is about 80 per cent complete, at a cost of $9 million.", "en") == ("rule 1",)
    assert settled_rules("The quay is now 45% finished.", "en") == ("rule 1",)
    for promised in (
        "We must see that the quay is 80% complete by June.",
        "I propose that work be sped up until the quay is 90% finished.",
        "Once the quay is 50% built, the next grant falls due.",
        "The quay is 80% complete and I am providing $9 million to finish it.",
    ):
        assert PAST not in settled_rules(promised, "en")
    assert settled_rules("The quay is 80% complete and will be opened in May.", "en") == ("will be done",)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        # what an inquiry asks for is no promise of the reply, what the reply says to it is
        ("Recommendation 4: Pilots should be licensed by the county.", ("a recommendation",)),
        ("• Recommendation 12a (tolls) – Tolls must be printed on every ticket.", ("a recommendation",)),
        ("Recommendation 4: accepted, and pilots should be licensed by May.", ()),
        ("Recommendation 4: supported, and pilots should be licensed by May.", ()),
        ("Recommendation 4: The county will license all pilots.", ()),
        ("We accept recommendation 4 and will license pilots.", ()),
        ("The county does not accept this recommendation.", ("called off",)),
        ("The county accepts this recommendation.", ()),
        # nor is what a committee advised
        ("The Ferry Committee recommended that the government lower all tolls.", ("a recommendation",)),
        ("It has also suggested that two landings be built within three years.", ("a recommendation",)),
        ("In May, the pilots' council (PC) argued the toll should be cut.", ("a recommendation",)),
        ("The committee recommended that tolls be cut, and we accept.", ()),
        ("The committee recommended that tolls be cut and the government has decided to do so.", ()),
        ("We recommended that pilots be licensed.", ()),
        # nor what came of it, or what a government proposes itself
        ("The committee recommended that tolls be cut, so the Government cut them in May.", ()),
        ("The committee recommended that tolls be cut, and this has been done.", ()),
        ("The committee recommended that tolls be cut. This budget cuts them.", ()),
        ("As the panel recommended that boats be checked, the ministry set up an office.", ()),
        ("It has proposed that a landing be built.", ()),
        ("It has called for tenders that should close in May.", ()),
        ("You will be asked to vote interim supply.", ("supply formula", "rule 20")),
        ("You will be called upon to grant supply for the public service.", ("supply formula",)),
        ("The harbour board is invited to consider the supply of pilots.", ()),
        ("Third, the outer islands.", ("a topic",)),
        ("Finally, ferry tolls.", ("a topic",)),
        ("Third, improve landings.", ()),
        ("Third, listen.", ()),
        ("First, hire pilots.", ()),
        ("Second, repair landings.", ()),
        ("Third, modernize tolls.", ()),
        ("Fourth, train pilots.", ()),
        ("Fifth, training.", ("a topic",)),
        ("There's still no ferry on Sundays.", ("still lacking",)),
        ("There is still no ferry on Sundays, and we will run one from May.", ()),
        ("There is still no doubt about the value of the ferry.", ()),
        ("The north shore still has no landing.", ()),
        ("On the north shore there is still no landing.", ("still lacking",)),
        ("The ferries that still have no radio will get one in May.", ()),
        ("The county's debt has come down to $9 million.", ("a burden fell",)),
        ("Collisions rose, but ferry fires fell by half.", ()),
        ("Deaths on the lake fell to nine, which is nine too many.", ()),
        ("The debt will be cut.", ()),
        ("Ferry fires have not declined.", ()),
        ("The backlog grew when the pilots' posts were cut.", ()),
        ("Deficits rose while tolls fell.", ()),
        ("It will cost a family of ferrymen $90 a year.", ("what it costs",)),
        ("A pilot with two children and one boat will be better off by $9.", ("what it costs",)),
        ("It will cost $9 million, and we will build it by May.", ()),
        ("The plan will cost $9 million and be finished in May.", ()),
        ("It will cost $9 million, of which $4 million has been set aside.", ("rule 20",)),
        ("In May, you raised the pilots' pay.", ("rule 1",)),
        ("We planted only nine trees at the landing.", ("rule 1",)),
        ("We won't raise tolls.", ()),
        ("I'm asking that the toll be waived for pilots.", ("announced in the present",)),
        ("The toll on barley is hereby halved.", ("announced in the present",)),
        ("The ministry will train nine pilots.", ("rule 10",)),
        ("We shall also fund a further 40 moorings.", ("will be done", "rule 10")),
        ("We will fund 40 per cent of it.", ("will be done",)),
    ],
)
def test_english_sentences_that_can_be_one_thing_only(text: str, rules: tuple[str, ...]) -> None:
    assert settled_rules(text, "en") == rules


def test_what_has_a_date_before_the_speech_is_not_announced() -> None:
    text = "The ferry school opens on 9 May 2031."
    assert settled_rules(text, "en", year=2032) == ()
    assert settled_rules(text, "en", year=2031) == settled_rules(text, "en") == (ANNOUNCED,)
