"""Teaching of `KernelHeads`: one set of linear equations for all labels, and scores for groups that were held out.

With K the likeness of all examples to one another and Y their labels, the weights are A = (K + λ)⁻¹ Y. What heads that
had never seen a group of examples b would have scored there is Y_b - ((K + λ)⁻¹)_bb⁻¹ A_b, without teaching again
(Rifkin and Lippert, "Notes on Regularized Least Squares", 2007, for a group of one).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.kernel import COARSE, KernelHeads, known_rows, nearness, rows_of, whole_numbers
from huashu.knowledge.ngrams import BUCKETS, grams

PENALTY = 0.5
"""λ; of 0.25, 0.5 and 1, and of weights up to twice as large, none read held-out industries better by half a point."""

WORDING, MEANING = 4.0, 3.0
DIRECTIONS = 128
MET = 3
"""A gram counts when it was met in so many examples."""

Numbers = NDArray[np.float32]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Taught:
    """Examples (rows): their texts, meanings, the rest that is known of them, their labels (columns), their groups."""

    labels: tuple[str, ...]
    texts: Sequence[str]
    meanings: Numbers
    rest: Numbers
    targets: Matrix
    groups: NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Learned:
    """Heads, and what heads that had not seen an example's group would have scored for it."""

    heads: KernelHeads
    held_out: Matrix


def learn(taught: Taught) -> Learned:
    """Solve for all labels at once."""
    rows = _rows(taught.texts)
    words = _words(taught.texts, rows)
    centre, basis = _directions(taught.meanings)
    examples = ((taught.meanings - centre) @ basis).astype(np.float32)
    alike = (
        WORDING * (words @ words.T).toarray()
        + MEANING * nearness(examples, examples, (examples**2).sum(axis=1))
        + taught.rest @ taught.rest.T
    )
    root = _inverse_root(alike)
    weights = root.T @ (root @ taught.targets)
    wording, scales = whole_numbers(WORDING * (words.T @ weights), COARSE)
    heads = KernelHeads(
        taught.labels, wording, scales, rows, basis, centre, examples,
        (MEANING * weights).astype(np.float32), (taught.rest.T @ weights).astype(np.float32),
    )  # fmt: skip
    return Learned(heads, _held_out(root, weights, taught))


def _inverse_root(alike: Matrix) -> Matrix:
    """The triangle R with RᵀR = (K + λ)⁻¹: Cholesky's own, turned about, in the place of ``alike``."""
    from scipy.linalg.lapack import dpotrf, dtrtri

    alike[np.diag_indices_from(alike)] += PENALTY
    triangle, _ = dpotrf(alike.T, lower=True, overwrite_a=True)  # the same numbers, by columns, as LAPACK wants them
    root, _ = dtrtri(triangle, lower=True, overwrite_c=True)
    return np.asarray(root)


def _held_out(root: Matrix, weights: Matrix, taught: Taught) -> Matrix:
    scores = np.empty_like(weights)
    for group in sorted(set(taught.groups.tolist())):
        own = np.flatnonzero(taught.groups == group)
        columns = root[own[0] :, own]  # nothing stands above a triangle's diagonal
        scores[own] = taught.targets[own] - np.linalg.solve(columns.T @ columns, weights[own])
    return scores


def _rows(texts: Sequence[str]) -> NDArray[np.int32]:
    met = np.zeros(BUCKETS, dtype=np.int32)
    for text in texts:
        met[np.unique(grams([text]).buckets)] += 1
    return rows_of(np.flatnonzero(met >= MET))


def _words(texts: Sequence[str], rows: NDArray[np.int32]) -> Any:
    """Texts x grams: 1 where a known gram stands, over the root of how many do."""
    from scipy.sparse import csr_matrix

    buckets = [known_rows(grams([text]), rows) for text in texts]
    counts = np.array([len(some) for some in buckets])
    values = np.repeat(1 / np.sqrt(counts.clip(1)), counts)
    return csr_matrix(
        (values, np.concatenate(buckets), np.concatenate([[0], np.cumsum(counts)])), shape=(len(texts), rows.max() + 1)
    )


def _directions(meanings: Numbers) -> tuple[Numbers, Numbers]:
    """The middle of the vectors, and the directions in which they differ most."""
    centre = meanings.mean(axis=0)
    _, _, directions = np.linalg.svd(meanings - centre, full_matrices=False)
    return centre.astype(np.float32), directions[:DIRECTIONS].T.astype(np.float32)
