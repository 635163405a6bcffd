"""What a reader sees of a text with TeX in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.text.display import display, pieces
from ranker.text.tex_walk import Walk


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        (r"the $\xi$ of N$_2$O", "the ξ of N₂O"),
        (r"$4 \times 10^{17}$ and $\sim\!3\times10^{-9}$", "4 × 10¹⁷ and ∼3×10⁻⁹"),
        (r"WSe$_2$, $\mathrm{WSe}_2$ and {\rm WSe}$_2$", "WSe₂, WSe₂ and WSe₂"),
        (r"$\kappa$-casein, $\ell$-adic, $W^*$-algebras", "κ-casein, ℓ-adic, W*-algebras"),
        (r"$\mathrm{SO}(5)$ and $\mathbb{Q}_p$", "SO(5) and ℚₚ"),
        (r"9\,mm of $7\,{\rm TeV}$", "9 mm of 7 TeV"),
        (r"at $-3\,$dB", "at -3 dB"),
        (r"$\hat{\theta}$, $\bar B^0$, $\tilde{O}(n\log n)$", "θ̂, B̄⁰, Õ(n log n)"),
        (
            r"$\frac{1}{2}$, $\frac{a+b}{c}$, $\sqrt{n}$, $\sqrt[3]{x+1}$",
            "1/2, (a+b)/c, √n, ³√(x+1)",
        ),
        (r"$v_{max}$, $T_{\rm eff}$, $x_{i,j}$, $e^{i\pi}$", "vₘₐₓ, T_eff, x_(i,j), e^(iπ)"),
        (r"$M_\odot$, $40^\circ$, $f'$, $\|x\|_2$", "M⊙, 40°, f′, ‖x‖₂"),
        (r"$\{0,1\}^n \notin S$", "{0,1}ⁿ ∉ S"),
        (r"\(p<0.01\) and \[E\]", "p<0.01 and E"),
        (
            r"G\"odel, \v{C}ech, {\L}o\'s, Erd\H{o}s, \c{S}ah\.{\i}n",
            "Gödel, Čech, Łoś, Erdős, Şahin",
        ),
        (r"\emph{soft} {\bf hard} \textit{in \textbf{part}}", "soft hard in part"),
        (r"Kepler\textquotesingle s ``laws''", "Kepler's “laws”"),
        (r"Eq.~3 -- see pp. 4--5 --- or not", "Eq. 3 – see pp. 4–5 — or not"),
        (r"H_2O, 10^7, 10^{-2}, CO<sub>2</sub>", "H₂O, 10⁷, 10⁻², CO₂"),
        (r"{H}ubble at $\geq$7$-$9\% \& more", "Hubble at ≥7-9% & more"),
        (r"see \cite{Doe99} and \url{https://a.org/b_1}", "see […] and https://a.org/b_1"),
        (
            r"the \ion{O}{3} line of \textsuperscript{14}N at 2\farcs5",
            "the O III line of ¹⁴N at 2″.5",
        ),
        (r"Ko\v{s}--P\~na, \texttt{code}", "Koš–Pña, code"),
        (r"an en dash\unicode{x2013}here", "an en dash–here"),
    ],
)
def test_tex_is_seen_as_unicode(raw: str, seen: str) -> None:
    assert display(raw) == seen


@pytest.mark.parametrize(
    "text",
    [
        "from $5 to $7 a month",
        "it costs $5. A$, or $6, B$",
        "about ~10 ms, 2~3 times, rank --help, snake_case_2 and a_b",
        "sets {1,2} & `quotes', it's <b>",
        "",
        "\\",
        "$",
    ],
)
def test_what_is_no_tex_stays(text: str) -> None:
    assert display(text) == text


def test_a_command_of_the_author_s_own_stays_with_its_groups() -> None:
    assert display(r"we propose \ourthing{X} and $\ourthing{y}_2$") == (
        r"we propose \ourthing{X} and \ourthing{y}₂"
    )
    assert [piece.whole for piece in pieces(r"$\ourthing$ $x_1$")] == [False, True]


def test_pieces_cover_what_is_seen_otherwise() -> None:
    raw = r"a $x_1$ of B\'ezier"
    assert [(raw[p.start : p.end], p.seen, p.tex) for p in pieces(raw)] == [
        ("$x_1$", "x₁", "x_1"),
        (r"\'e", "é", ""),
    ]


@pytest.mark.parametrize(
    "part",
    [r"$\a{", "{", r"\frac", "$ ", r"\emph{", "``", r"{\bf x ", "a^{", r"\sqrt[", '\\"', r"\("],
)
def test_hostile_repetition_takes_steps_by_length(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    one = Walk.one

    def counted(walk: Walk) -> str:
        nonlocal steps
        steps += 1
        return one(walk)

    monkeypatch.setattr(Walk, "one", counted)
    taken = []
    for length in (4_000, 8_000):
        steps = 0
        display("$" + part * (length // len(part)) + "$")
        taken.append(steps)
    assert taken[1] <= 2.2 * taken[0] + 100


@given(st.text(alphabet="ab1 $\\{}_^~`'\"-<>subpfract", max_size=60))
def test_any_text_is_read_and_pieces_are_in_order(text: str) -> None:
    display(text)
    ends = [0]
    for piece in pieces(text):
        assert ends[-1] <= piece.start < piece.end <= len(text)
        ends.append(piece.end)
