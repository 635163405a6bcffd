"""TF-IDF rows of papers over a vocabulary of words and pairs of neighbouring words.

The usual one (Salton & Buckley 1988; smooth idf as scikit-learn documents it): weight =
(1 + ln tf) * (1 + ln((1 + N) / (1 + df))), each row divided by its length. Words are numbered, a
pair is the number of two, and all counting is done on numbers: a dictionary of every pair of
5,000 papers would have half a million entries, and looking them up took most of a training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ranker.models.csr import CsrMatrix
from ranker.models.words import tokens
from ranker.paper import Paper

MOST_TERMS = 20_000
LEAST_PAPERS = 5
LARGEST_SHARE = 0.1

_PAIR = 1 << 24  # the pair (a, b) of words is (a + 1) * _PAIR + b; a word is its own number
_UNKNOWN, _END = -2, -1
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Tfidf:
    """The terms that count, as ascending `codes` (V,) over `words`, and their `idf`, (V,) float32.

    The words are in alphabetical order.
    """

    words: tuple[str, ...]
    codes: Codes
    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, papers: Sequence[Paper]) -> tuple[Tfidf, CsrMatrix]:
        """From the background papers: terms of at least five of them and of at most a tenth.

        Of more than 20,000 the most frequent count. With few papers, fewer than five will do.
        Returns the papers' own rows too.
        """
        seen: dict[str, int] = {}
        found, owners = _codes(papers, seen, grow=True)
        words = sorted(seen)
        numbers = np.empty(len(words), np.int64)
        numbers[[seen[word] for word in words]] = np.arange(len(words))
        codes, counts, owners = _counted(_renumbered(found, numbers), owners)
        known, places, in_papers = np.unique(codes, return_inverse=True, return_counts=True)
        total = np.bincount(places, weights=counts, minlength=len(known))
        least = min(LEAST_PAPERS, 1 + len(papers) // 100)
        ceiling = max(LARGEST_SHARE * len(papers), least)
        eligible = np.flatnonzero((in_papers >= least) & (in_papers <= ceiling))
        order = np.lexsort((eligible, -total[eligible]))
        chosen = np.sort(eligible[order[:MOST_TERMS]])
        idf = 1 + np.log((1 + len(papers)) / (1 + in_papers[chosen]))
        columns = np.full(len(known), -1)
        columns[chosen] = np.arange(len(chosen))
        own = columns[places]
        has = own >= 0
        used = np.unique(np.concatenate(_parts(known[chosen])))
        fitted = cls(
            tuple(words[n] for n in used),
            _renumbered(known[chosen], np.searchsorted(used, np.arange(len(words)))),
            idf.astype(np.float32),
        )
        return fitted, fitted._weighed(own[has], counts[has], owners[has], len(papers))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: n for n, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.codes)

    def term(self, column: int) -> str:
        """The term of a column: a word, or two with a space between them."""
        first, second = divmod(int(self.codes[column]), _PAIR)
        return f"{self.words[first - 1]} {self.words[second]}" if first else self.words[second]

    def rows(self, papers: Sequence[Paper]) -> CsrMatrix:
        """TF-IDF rows of length 1, (n, V); a paper without a known term is an empty row."""
        codes, counts, owners = _counted(*_codes(papers, self._numbers, grow=False))
        columns = np.minimum(np.searchsorted(self.codes, codes), max(len(self) - 1, 0))
        has = self.codes[columns] == codes if len(self) else np.zeros(len(codes), bool)
        return self._weighed(columns[has], counts[has], owners[has], len(papers))

    def _weighed(self, columns: Codes, counts: Codes, owners: Codes, papers: int) -> CsrMatrix:
        """Rows of how often each owner, in order, has a column, ascending too."""
        values = (1 + np.log(counts)) * self.idf[columns]
        lengths = np.sqrt(np.bincount(owners, weights=values**2, minlength=papers))
        starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=papers))))
        values = (values / lengths[owners]).astype(np.float32)
        return CsrMatrix(starts.astype(np.int64), columns.astype(np.int32), values)


def _codes(papers: Sequence[Paper], words: dict[str, int], *, grow: bool) -> tuple[Codes, Codes]:
    """The terms of all papers as numbers, repeated as they are, and each one's paper.

    A title counts twice: in the paper's text, and by itself. New words are numbered, or ignored.
    """
    flat: list[int] = []
    ends = [0]
    for paper in papers:
        for text in (paper.text, paper.title):
            if grow:
                flat.extend([words.setdefault(word, len(words)) for word in tokens(text)])
            else:
                flat.extend([words.get(word, _UNKNOWN) for word in tokens(text)])
            flat.append(_END)
        ends.append(len(flat))
    singles = np.array(flat, np.int64)
    owners = np.repeat(np.arange(len(papers)), np.diff(ends))
    first, second = singles[:-1], singles[1:]
    paired = (first >= 0) & (second >= 0)
    pairs = (first[paired] + 1) * _PAIR + second[paired]
    own = singles >= 0
    return (
        np.concatenate([singles[own], pairs]),
        np.concatenate([owners[own], owners[:-1][paired]]),
    )


def _counted(codes: Codes, owners: Codes) -> tuple[Codes, Codes, Codes]:
    """Each paper's different codes, how often it has them, and the paper; papers in order."""
    order = np.lexsort((codes, owners))
    codes, owners = codes[order], owners[order]
    new = np.ones(len(codes), bool)
    new[1:] = (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1])
    first = np.flatnonzero(new)
    return codes[first], np.diff(np.append(first, len(codes))), owners[first]


def _parts(codes: Codes) -> tuple[Codes, Codes]:
    """The numbers of all first words of pairs; of all second words, and of single ones."""
    return codes[codes >= _PAIR] // _PAIR - 1, codes % _PAIR


def _renumbered(codes: Codes, numbers: Codes) -> Codes:
    """The codes with `numbers[n]` for word n."""
    first, second = np.divmod(codes, _PAIR)
    pairs = (numbers[np.maximum(first - 1, 0)] + 1) * _PAIR
    return np.asarray(np.where(first > 0, pairs, 0) + numbers[second], np.int64)
