"""social_proof: how much was sold, what others say of it, how it is rated, who recommends it.

Advertising Law art. 11, 16, 18, 24, 25: a figure exists and names its source; for medical goods and health food nobody
may recommend, for courses and investments no expert, institution or beneficiary, not even truthfully.
"""

import re
from collections.abc import Iterator

from ..facts import Product, Proof
from ..outcome import Finding, Receipt
from .inspection import Inspection
from .normalize import normalize
from .numerals import NUMERAL, number
from .rules import Rule
from .spoken import said_of_groups

HEALTH, ALL = {"medical", "health_food"}, {"medical", "health_food", "education", "finance"}
BARRED = {"crowd": HEALTH, "celebrity": HEALTH, "expert": ALL, "beneficiary": ALL}
"""The categories of goods in which a recommendation of this kind is never fine."""
LEAST = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}  # 过万 is ten thousand at least
WORD = re.compile(r"(?=([\u4e00-\u9fff]{2}))|([a-z]{3,30})")


def social_proof(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each appeal to others, unless a proof says so and a figure is told with its source or period."""
    return (_verdict(case, rule, group, found) for group, found in said_of_groups(case, rule))


def _verdict(case: Inspection, rule: Rule, group: str, found: re.Match[str]) -> Finding | Receipt:
    if BARRED.get(group, set()) & {fact.category for fact in case.sheet.facts if isinstance(fact, Product)}:
        return case.finding(rule, *found.span(), "barred")
    names, figures = ([part[0] for part in rule.words[kind].finditer(found[0])] for kind in ("named", "amount"))
    proofs = ((b.fact, b.text) for b in case.backing if isinstance(b.fact, Proof) and group in rule.backed_by)
    named = ((proof, text) for proof, text in proofs if all(name in text for name in names))
    same = [(proof, text) for proof, text in named if found[0] in text or rule.words[group].search(text)]
    proof = next((proof for proof, text in same if all(_says(text, figure) for figure in figures)), None)
    if proof is None:
        return case.finding(rule, *found.span(), "figure" if same else group, says=same[0][0].text if same else "")
    if figures and not _sourced(case, rule, found.start(), proof):
        return case.finding(rule, *found.span(), "source", source=proof.source, says=proof.text)
    return case.receipt(*found.span(), proof, proof.text)


def _says(text: str, figure: str) -> bool:
    values = [value for value in map(number, NUMERAL.findall(text)) if value is not None]
    return max(values, default=0) >= LEAST[figure] if figure in LEAST else number(figure) in values


def _sourced(case: Inspection, rule: Rule, at: int, proof: Proof) -> bool:
    """Whether this sentence or the one before names the proof's source or its period."""
    near = case.sentence_before(at) + case.sentence(at)
    source = [found[1] or found[2] for found in WORD.finditer(normalize(proof.source).text)]
    named = [word for word in source if word in near]
    periods = (words for name, words in rule.words.items() if name.startswith("period_") and words.search(proof.text))
    return any(words.search(near) for words in periods) or len(named) > 1 or named[-1:] == source[-1:] != []
