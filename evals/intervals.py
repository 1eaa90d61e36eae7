"""Intervals around a share that was counted."""

from math import sqrt

Z95 = 1.959963984540054
"""Of the normal distribution, two-sided 95 %."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0-1 (Wilson 1927): honest for few cases and for shares of 0 and 1.

    Without any case nothing is known: (0, 1).
    """
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)
