"""Personal data in a text: phone, identity card, bank card, e-mail, postal address, each with its check digits."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from .taken import Taken

PersonalKind = Literal["phone", "identity_card", "bank_card", "email", "address"]

DIGITS = r"(?:\d[ -]?)"
MOBILE = re.compile(r"(?<![\d*.-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d*])")
FOREIGN = re.compile(
    r"(?<![\d*])\+(?!86)\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}(?!\d)"
    r"|(?<![\d*])0[127]\d{2,3} ?\d{3} ?\d{3,4}(?!\d)"
)
IDENTITY = re.compile(r"(?<![\d*])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dxX](?![\d*])")
CARD = re.compile(rf"(?<![\d*]){DIGITS}{{13,18}}\d(?![\d*])")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+){1,4}")
ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:省|市|自治区|区|县)[\u4e00-\u9fff]{1,20}?(?:路|街|道|巷|弄|村|镇|小区|花园|苑)[^，。；！？\s计]{0,20}?\d+"
    r"(?:号|栋|幢|座|室|单元|弄|楼)"
    r"|\b\d{1,5} (?:(?!(?:is|are|of|on|the|has|was|to|in|items?|orders?|pieces?|days?|hours?)\b)[a-z]+ ){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|drive|close|court)\b",
    re.IGNORECASE,
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Personal:
    """A piece of personal data and where it stands."""

    kind: PersonalKind
    start: int
    end: int
    text: str


def personal_data(text: str) -> Iterator[Personal]:
    """What in the text would identify or expose a person. Masked data (138****0000) is none."""
    taken = Taken()
    for kind, pattern, valid in DETECTORS:
        for found in pattern.finditer(text):
            if valid(found[0]) and taken.take(*found.span()):
                yield Personal(kind, found.start(), found.end(), found[0])


def _always(text: str) -> bool:
    return True


def _identity_checks(text: str) -> bool:
    """GB 11643-1999: the last character is a weighted sum of the others, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper()


def _luhn(text: str) -> bool:
    """ISO/IEC 7812: the check digit of bank cards, whose numbers begin with 3 to 6; order numbers often with a year."""
    digits = [int(c) for c in text if c.isdigit()]
    if not 3 <= digits[0] <= 6:
        return False
    doubled = [d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(reversed(digits))]
    return len(digits) >= 14 and sum(doubled) % 10 == 0


DETECTORS: tuple[tuple[PersonalKind, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("identity_card", IDENTITY, _identity_checks),
    ("bank_card", CARD, _luhn),
    ("phone", MOBILE, _always),
    ("phone", FOREIGN, _always),
    ("email", EMAIL, _always),
    ("address", ADDRESS, _always),
)
