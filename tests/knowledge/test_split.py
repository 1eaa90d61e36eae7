from huashu.knowledge.ingest import passages_of
from huashu.knowledge.outline import headings, title_end
from huashu.knowledge.passage import Passage
from huashu.knowledge.split import LONGEST, kind_of, split
from tests.asking import DOCUMENTS


def passages(name: str) -> list[Passage]:
    return passages_of(DOCUMENTS / name, name)[0]


def test_numbered_outlines_are_followed_where_line_breaks_are_lost() -> None:
    found = [(p.heading, p.text[:8]) for p in passages("lost_breaks.txt")]
    assert found == [
        (("听明白再开口", "先让顾客说完"), "顾客说到一半被打"),
        (("听明白再开口", "把话听进去"), "别急着翻规则，先"),
        (("把事办下去", "给一个时间"), "写下几点回他，到"),
        (("把事办下去", "说清谁来办"), "转给同事之前交代"),
    ]


def test_a_number_inside_a_sentence_starts_no_chapter() -> None:
    text = "一、先听\n把顾客的话分成第一、第二两部分记下来，三、四天之内给答复，别忘。\n二、再答\n先答最急的。"
    assert [heading.title for heading in headings(text)] == ["先听", "再答"]


def test_list_numbers_that_begin_anew_belong_to_their_own_heading() -> None:
    text = "一、甲\n1. 先听清楚他要什么。\n2. 再记下来给他看。\n二、乙\n1. 查订单是不是对的。\n2. 回话给顾客听。\n"
    paths = [piece.path for piece in split(text)]
    assert {path[0] for path in paths} == {"甲", "乙"}
    assert all(len(path) == 2 for path in paths)


def test_a_title_that_runs_into_its_paragraph_ends_where_the_signs_say() -> None:
    assert title_end("“先接住情绪再谈事情”当顾客带着火气来")[1]
    line = "识别顾客的真实来意将他说的话分成三类"
    end, sure = title_end(line)
    assert (line[:end], sure) == ("识别顾客的真实来意", True)
    assert not title_end("顾客问价的时候多半已经看过几家了所以")[1]


def test_markdown_headings_are_paths() -> None:
    assert [p.heading for p in passages("guide.md")] == [
        ("Front desk guide", "Late parcels"),
        ("Front desk guide", "Words that help"),
        ("Front desk guide", "Mistakes"),
    ]


def test_passages_have_one_kind_each() -> None:
    assert [p.kind for p in passages("guide.md")] == ["principle", "script", "pitfall"]
    assert kind_of("错误示范：让顾客自己去查。") == "pitfall"
    assert kind_of("可以说：“您先别急，我这就去查，查到告诉您。”") == "script"
    assert kind_of("例如一位顾客买了三次都没等到货。") == "example"
    assert kind_of("先听完再开口。") == "principle"


def test_a_passage_knows_its_place_in_the_file() -> None:
    text = (DOCUMENTS / "lost_breaks.txt").read_text(encoding="utf-8")
    for passage in passages("lost_breaks.txt"):
        assert text[slice(*passage.span)] == passage.text


def test_no_word_below_a_heading_is_lost_and_no_passage_is_too_long() -> None:
    sentence = "顾客要的不是道歉的话，是一个准时间，和一个会把事情办完的人。"
    text = "一、长文\n" + sentence * 40 + "\n二、没有句号的长文\n" + "话" * 700
    pieces = list(split(text))
    assert all(piece.end - piece.start <= LONGEST for piece in pieces)
    kept = "".join(text[piece.start : piece.end] for piece in pieces)
    assert kept.count(sentence) == 40
    assert kept.count("话") >= 700


def test_quoted_speech_is_not_cut() -> None:
    speech = "“" + "您先别急。我去查一下。查到了马上告诉您。" * 4 + "”"
    text = "一、接话\n" + "顾客着急的时候，先接住再说事，别忙着解释。" * 10 + speech + "这样说他才听得进去。"
    assert any(speech in text[piece.start : piece.end] for piece in split(text))


def test_brackets_are_not_cut_and_no_passage_begins_with_what_closes_one() -> None:
    text = (
        "一、提问\n用一句宽的开头，让顾客自己把情况讲出来，别急着打断（如“您平时一般都怎么用，用在什么场合呢？”）"
        "和一句窄的（如“预算大概在两百以内吗？”）搭着用，两句合起来就知道他要什么，再往下推荐也不迟。"
    )
    pieces = [text[piece.start : piece.end].strip() for piece in split(text)]
    assert all(piece[0] not in "）”，。" for piece in pieces)
    assert all(piece.count("（") == piece.count("）") for piece in pieces)


def test_the_stage_is_what_the_nearest_heading_names() -> None:
    text = (
        "一、售后处理\n（一）倾听\n先把话听完，再去翻规则，别抢话。\n二、促成转化\n（一）报价\n先问清他拿去做什么用。"
    )
    assert [piece.stages for piece in split(text)] == [("after_sale",), ("decide",)]
