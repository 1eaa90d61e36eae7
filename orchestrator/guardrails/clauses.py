"""Cut a text into clauses and tell how each is meant: said, denied, supposed, quoted, or asked.

Only what is said is a claim. "我们没有限时活动" denies it, "如果有优惠会告诉您" supposes it, "您说的'最后一天'"
quotes it, and a question asks it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from .beginnings import compiled

Polarity = Literal["asserted", "negated", "conditional", "quoted", "asked"]

INSIDE = (
    r"[^，,。！!？?；;\n.~～—:：-]|[:：](?=\d)|-(?! )|(?<! )-|\.(?!\s|$)|"
    r"(?<=\bno)\.|(?<=\bmr)\.|(?<=\bms)\.|(?<=\bdr)\.|(?<=e\.g)\.|(?<=approx)\."
)
"""What does not end a clause; the full stop of "No. 12" is none."""

CLAUSE = re.compile(rf"(?:{INSIDE})+[，,。！!？?；;\n.~～—:：-]*|[.~～—:：-]+")
OPENING = re.compile(r"[“‘「『\"'][^“‘「『”’」』\"'\n]*$")
SPOKEN_OF = re.compile(
    r"(?<![跟和向给对同与按照依])(?:您|你|顾客|客户|页面|网上|别人|对方)(?:刚才|刚刚|之前|上面)?"
    r"(?:(?:说|提|问|写|讲)(?:到|起|的|过|是)*|看(?:到|见|过)的?)[“‘「『\"']?$"
    r"|所谓的?[“‘「『\"']?$"
    r"|(?:截图|图片|页面|短信|消息|邮件|弹窗|帖子)(?:里|上|中)?(?:的|那个|那句|写的|说的)+[“‘「『\"']?$"
    r"|(?:what you mean (?:with|by)|you(?:'ve| have)? (?:got|received|described?|forwarded|pasted)"
    r"|in your (?:screenshot|message|e?mail))(?: (?:the|that|a))? ?[“‘\"']?$"
    r"|you (?:mentioned|told (?:us|me)) that [^.!?]{0,48}$"
    r"|(?<!as )(?:you|they) (?:said|say|mention(?:ed)?|wrote|call(?:ed)?|asked about|saw|read)"
    r"(?:(?!\b(?:so|but|and|because|now)\b)[^,.!?]){0,16}[“‘\"']?$"
    r"|so-called [“‘\"']?$"
)
REFUTED = re.compile(
    r"[^“‘「『\"”’」』\n]{0,40}[”’」』\"](?:"
    r"[，,]?[^，,。！!？?；;\n]{0,8}(?:不是我|不是真|不属实|没有这回事|是假的|说得?不对"
    r"|[不没](?:敢|能|会|好|便)?(?:跟您|给您|对您|乱)?(?:说|讲|写|承诺|保证)|说不了|承诺不了"
    r"|不准确|不成立|不靠谱|没有?依据|站不住|不合规|违规)"
    r"| (?:text |message |e?mail |post |ad |link |offer )?"
    r"(?:(?:isn't|is not|aren't|are not|wasn't) (?:ours|from us|true|right)"
    r"|(?:isn't|is not|wasn't) (?:something|a (?:claim|promise)) (?:i|we)\b"
    r"|(?:in|on) (?:that|the|your) (?:post|page|message|screenshot|advert|ad|e?mail|text|listing|banner)\b))"
)
"""What stands behind quoted words when somebody else said them: “今天最后一天”不是我们发的."""

DISOWNED = re.compile(
    r"[^。！!？?；;\n]{0,14}(?:这|那)(?:种|类|样的?|些|个)?(?:事|话|做法|说法|承诺|宣传|我们?)[^，,。！!？?；;\n]{0,8}"
    r"(?:不能照做|不照做|不做|不干|不(?:敢|能|会|好|便)(?:说|做|写|讲|乱|承诺|保证)|做不了|不允许|不合规|不准确|不对|没有?依据)"
)
"""What stands behind words that we refuse to say or do: 五星换优惠这种事我们不做."""

FEARED = "担心|着急|急|怕|忘|错过|犹豫|等|走|慌|客气|介意|后悔"
REGRETTED = (
    "(?: be| have to be| need to be)? ?(?:go wrong|miss|forget|worry|disappointed|regret|sorry|beat|wait|hesitate)"
)
NEGATION = compiled(
    rf"(?<!有)没(?:有(?!的)|(?!有))(?!问题|事|关系|的)|并无|暂无|(?<!是)不是|并非|不算|不存在|(?:不要|(?<!特|差|告|分|级|类|性)别(?!家|的|人|说|提|处))(?!{FEARED})"
    r"|不会(?!让您|错过|后悔)|不能(?!错过)|不可以|不敢|谈不上|未(?!来)|不再|不搞|不做|不许|从不|不想(?!错过|要|买|用|换)|不愿(?!意要)"
    rf"|\bno\b(?! doubt| wonder| matter| worries| problem)|(?<!why )\bnot\b(?! only| just|{REGRETTED})"
    rf"|(?<!why do)n't\b(?!{REGRETTED})|\bnever\b(?!{REGRETTED})|\bwithout\b|\bneither\b|\bnor\b"
)
"""A denial. What one need not fear is not denied ("别担心今天还打折"), nor what others lack ("别家没有的")."""
NEXT_WORD = re.compile(r"(?:(?<!要)不|无需|不用|不必|不需要(?:您|你)?(?:提供|给)?)$")
"""A denial of the very next word only: 不包邮, 不限量; but 无需领券立减50元 says that 50 is taken off."""

TURN = re.compile(r"而是|但|只|就|也(?!没|不|无)|照样|仍|依然|\bbut\b|\bonly\b|\bjust\b|\buntil\b")
REACH, LATIN_REACH = 10, 28
END_MARKS = re.compile(r"[\s，,。.！!？?；;~～:：]+$")
LOOK_BACK = 120
"""No word that turns the sense of another stands farther from it."""

BUYING = r"(?:您|你)?(?:今天|现在|今晚|这会儿)?(?:下单|拍|付款|购买|买|喜欢|想要|想买|入手|不满意|不合适|不喜欢)"
BUYING_EN = r"you(?:'d)? (?:order|buy|spend|like|want|choose|decide|pay|check ?out|place|add|are not|aren't|don't like)"
"""The customer's own act or liking: what is said to follow from it is an offer or a promise, not a supposition."""

HAPPENING = (
    r"(?:有|没|未|不(?!满意|合适|喜欢|想)|降|涨|坏|缺|错|丢|漏|碎|破|拒|问题|失败|超时|延误|到货|补货|签收|出现|发现)"
)
OF_THAT = rf"{HAPPENING}[^，,。！!？?；;\n]{{0,10}}(?<![\d元块件])的话"
"""有优惠的话, 签收的话: something that may happen; 两位一起报的话, 付一年的话 is the customer's own act."""

SUPPOSED = compiled(
    rf"(?:如果|要是|假如|倘若|一旦)(?!{BUYING})|万一|等有|{OF_THAT}"
    rf"|\b(?:if|when)\b(?! {BUYING_EN})|\bwhenever\b|\bunless\b|\bin case\b|\bonce (?:there|it|we|i)\b"
)
"""What is supposed is no claim, unless the supposition is that the customer buys: "下单的话给您打五折" is an offer."""

SUPPOSED_BEHIND = re.compile(r"[^，,。！!？?；;\n]{0,4}(?:签收|[退换]货?)的话")
"""您21号签收的话: the day that is said before it is supposed too."""

FOLLOWS = re.compile(r"\s*(?:我|会|再|就|那|您|i\b|we\b|i'll|we'll|then)")
ENDS_SENTENCE = re.compile(r"[。！!？?；;.\n]\s*$")
ASKED = compiled(
    r"[?？]\W*$|(?:吗|(?<![什怎那这多])么)[，,。！!~～]*\s*$|(?<!不管)(?<!无论)(?<!不论)(?:是不是(?!喜欢|想|看中)|有没有)"
    r"|\b(?:whether|do you|are you|would you|is it)\b"
)
TAG = re.compile(
    r"(?:好|行|可以|要|成)(?:吗|么|不)\W*$|(?:好不好|行不行|怎么样|要不要)\W*$"
    r"|(?:需不需要|要不要|(?<=[了啦哦呢])(?:您看|(?:需?要|想)(?:不?给|帮|为|我|您|你|来|拍|留)))[^?？]{0,12}\W*$"
)
"""A question that only asks for consent to what was said before it ("只剩2件了要给您留吗")."""

PRESUPPOSED = compiled(
    r"\bwhile\b|\bnow that\b|\bwhy (?:not|don't|wait)\b|\bseeing (?:as|that)\b|趁|既然|(?:为什么|怎么|何)不|干嘛不"
)
"""A question takes for granted what follows: "why not order while it is half price"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the normalised text, with the marks that end it."""

    start: int
    end: int
    text: str


def clauses(text: str) -> list[Clause]:
    """The clauses in order."""
    return [Clause(found.start(), found.end(), found[0]) for found in CLAUSE.finditer(text)]


def clause_at(parts: list[Clause], position: int) -> Clause:
    """The clause that holds a position."""
    return parts[_number_of(parts, position)]


def _number_of(parts: list[Clause], position: int) -> int:
    return max(0, bisect_right(parts, position, key=lambda part: part.start) - 1)


def polarity(text: str, start: int, parts: list[Clause]) -> Polarity:
    """How the words that begin at ``start`` are meant."""
    clause = clause_at(parts, start)
    before = text[max(clause.start, start - LOOK_BACK) : start]
    if _spoken_of(text, start):
        return "quoted"
    if _asked(clause, start):
        return "asked"
    if _denied(before) or DISOWNED.match(text, start):
        return "negated"
    if SUPPOSED.search(before) or SUPPOSED_BEHIND.match(text, start) or _follows_a_supposition(text, clause, parts):
        return "conditional"
    return "asserted"


def _asked(clause: Clause, start: int) -> bool:
    """A short clause is asked as a whole, a long one where its question words or its end are near."""
    at = start - clause.start
    first = max(0, at - LOOK_BACK)
    if PRESUPPOSED.search(clause.text, first, at):
        return False
    near = clause.text[first : at + LOOK_BACK]
    tagged = TAG.search(near)
    return bool(ASKED.search(near)) and not (tagged and at < first + tagged.start())


def _spoken_of(text: str, start: int) -> bool:
    """Somebody's words are repeated: inside quotation marks behind "您说的", or right behind it."""
    before = text[max(0, start - 40) : start]
    opening = OPENING.search(before)
    if opening is None:
        return bool(SPOKEN_OF.search(before))
    behind = text[start : start + LOOK_BACK]
    return bool(SPOKEN_OF.search(before[: opening.start() + 1]) or SPOKEN_OF.search(before) or REFUTED.match(behind))


def _denied(before: str) -> bool:
    """A denial stands closely before it, with no turn ("不是…而是…", "but") in between."""
    if NEXT_WORD.search(before):
        return True
    denials = list(NEGATION.finditer(before))
    if not denials:
        return False
    found = denials[-1]
    between = before[found.end() :]
    return len(between) <= (LATIN_REACH if found[0].isascii() else REACH) and not TURN.search(between)


def _follows_a_supposition(text: str, clause: Clause, parts: list[Clause]) -> bool:
    """The clause before supposes something, and this one says what would follow ("有优惠的话，会告诉您")."""
    at = _number_of(parts, clause.start)
    before = parts[at - 1].text if at else ""
    return bool(SUPPOSED.search(before)) and not ENDS_SENTENCE.search(before) and bool(FOLLOWS.match(clause.text))


def clauses_around(parts: list[Clause], start: int, end: int) -> tuple[int, int]:
    """From the beginning of the clause where words start to the end of the one where they end."""
    if not parts:
        return start, end
    return min(clause_at(parts, start).start, start), max(clause_at(parts, max(start, end - 1)).end, end)


def clause_around(text: str, parts: list[Clause], start: int, end: int) -> tuple[int, int]:
    """The same without the marks that end it and the blanks around."""
    first, last = clauses_around(parts, start, end)
    words = text[first:last]
    return first + len(words) - len(words.lstrip()), first + len(END_MARKS.sub("", words))
