"""Why a strategy was not chosen: ruled out, outweighed, or nothing in the turn asks for it; then, what would."""

from collections.abc import Mapping, Sequence

from huashu.knowledge.conditions import Situation, holds
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import Language, StrategyId

from .grounding import Grounds
from .outcome import Choice, WhyNot
from .strategist import Considered, Rule, Strategist, by_leaning
from .turn import Turn

SHOWN = 4
"""At most so many values of a condition are named."""


def why_not(strategist: Strategist, strategy: StrategyId, choice: Choice, turn: Turn) -> WhyNot:
    """What became of one strategy in a decision, with the reason in the reply's language."""
    every = {one.strategy: one for one in strategist.consider(turn)}
    asked, first, playbook = every[strategy], every[choice.primary], strategist.playbook
    verdict, language = _verdict(asked, choice), turn.language
    lacking = _lacking(strategist.rules_for(strategy), playbook, turn.situation, turn.grounds, language)
    names = playbook.names["strategy"]
    told = {
        "name": names[strategy][language],
        "first": names[choice.primary][language],
        "because": JOIN[language].join(asked.reasons[:2]),
        "winning": choice.why,
        "veto": asked.veto or "",
        "lacking": JOIN[language].join(lacking),
    }
    words = USUALLY if verdict == "outweighed" and by_leaning(first, asked) else WORDS[verdict]
    return WhyNot(
        strategy=strategy,
        verdict=verdict,
        why=words[language].format(**told),
        speaks_for_it=asked.reasons,
        would_need=lacking if verdict == "nothing_asks" else (),
        score=asked.score,
        chosen=choice.primary,
        chosen_score=first.score,
    )


def _verdict(asked: Considered, choice: Choice) -> str:
    if asked.strategy == choice.primary:
        return "chosen"
    if asked.strategy in choice.supporting:
        return "supporting"
    if asked.veto is not None:
        return "ruled_out"
    return "outweighed" if asked.reasons else "nothing_asks"


def _lacking(
    rules: Sequence[Rule], playbook: Playbook, situation: Situation, grounds: Grounds, language: Language
) -> tuple[str, ...]:
    """What the rule that comes nearest asks for and the turn does not have; of equally near ones the weightiest."""
    wants = [(_unmet(rule, situation), [one for one in rule.given if one not in grounds.names], rule) for rule in rules]
    nearest = min(wants, key=lambda w: (len(w[0]) + len(w[1]), "topic" in w[0], -w[2].weight), default=None)
    if nearest is None:
        return ()
    names, (unmet, absent, rule) = playbook.names, nearest
    conditions = (
        f"{names['condition'][name][language]}{COLON[language]}{_named(name, rule.when[name], playbook, language)}"
        for name in unmet
    )
    return (*conditions, *(names["given"][name][language] for name in absent))


def _unmet(rule: Rule, situation: Situation) -> list[str]:
    """The conditions that do not hold; of somebody who is not upset, how strongly is not asked."""
    unmet = [name for name, values in rule.when.items() if not holds({name: values}, situation)]
    return [name for name in unmet if "upset" not in unmet or name not in ("intensity", "emotion")]


def _named(condition: str, values: Sequence[str], playbook: Playbook, language: Language) -> str:
    known: Mapping[str, Mapping[str, str]] = playbook.names.get(condition, {})
    if condition == "topic":
        known = {topic.id: topic.names for topic in playbook.topics.values()}
    shown = [known[value][language] if value in known else PLAIN[language].get(value, value) for value in values]
    return OR[language].join(shown[:SHOWN]) + ("…" if len(shown) > SHOWN else "")


JOIN = {"zh": "；", "en": "; "}
COLON = {"zh": "：", "en": ": "}
OR = {"zh": "或", "en": " or "}
PLAIN = {
    "zh": {"yes": "是", "no": "否", "none": "没有要答的", "first": "第一轮", "later": "之后", "again": "又来问",
           "one": "一款", "several": "几款", "rising": "越来越急", "falling": "在缓和", "steady": "平稳"},
    "en": {},
}  # fmt: skip
WORDS = {
    "chosen": {"zh": "“{name}”就是这次的主策略：{because}", "en": "“{name}” is the choice: {because}"},
    "supporting": {
        "zh": "“{name}”已经用来辅助“{first}”",
        "en": "“{name}” already supports “{first}”",
    },
    "ruled_out": {"zh": "“{name}”这次不能用：{veto}", "en": "“{name}” is ruled out: {veto}"},
    "outweighed": {
        "zh": "“{name}”也说得通（{because}），但“{first}”更要紧：{winning}",
        "en": "“{name}” would also fit ({because}), but “{first}” matters more: {winning}",
    },
    "nothing_asks": {
        "zh": "这段话里没有什么要用“{name}”。要用它，得有：{lacking}",
        "en": "nothing here asks for “{name}”; it would take {lacking}",
    },
}
USUALLY = {
    "zh": "“{name}”也说得通（{because}），但在类似的话面前，带班的更常选“{first}”：{winning}",
    "en": "“{name}” would also fit ({because}), but with turns like this one leads choose “{first}” more often: "
    "{winning}",
}
