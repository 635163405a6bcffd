r"""What a TeX command looks like to a reader: `\eta` η, `\leq` ≤, `_2` ₂. Tables alone.

The commands that abstracts use most; pylatexenc knows hundreds more, but takes a twentieth of a
second to import (ranker/text/display.py asks it for what is not here).
"""

from __future__ import annotations

from ranker.text.signs import words


def _pairs(text: str) -> dict[str, str]:
    listed = text.split()
    return dict(zip(listed[::2], listed[1::2], strict=True))


SYMBOLS = _pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
    varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    varGamma Γ varDelta Δ varTheta Θ varLambda Λ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω
    aleph ℵ beth ℶ ell ℓ hbar ℏ hslash ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ partial ∂ nabla ∇
    infty ∞ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠
    prime ′ degree ° textdegree ° circ ∘ bullet • cdot · cdotp · ast * star ⋆ bigstar ★ dagger †
    dag † ddagger ‡ ddag ‡ times × div ÷ pm ± mp ∓ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙
    sun ☉ Sun ☉ earth ⊕ wedge ∧ land ∧ vee ∨ lor ∨ cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ setminus ∖
    smallsetminus ∖ backslash \\ wr ≀ diamond ⋄ Diamond ◇ lozenge ◊ triangle △ square □ Box □
    blacksquare ■ checkmark ✓ flat ♭ sharp ♯ natural ♮ ltimes ⋉ rtimes ⋊ bowtie ⋈ amalg ⨿
    leq ≤ le ≤ leqslant ≤ leqq ≦ geq ≥ ge ≥ geqslant ≥ geqq ≧ ll ≪ gg ≫ lll ⋘ ggg ⋙ neq ≠ ne ≠
    sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ equiv ≡ asymp ≍ propto ∝ varpropto ∝ doteq ≐
    lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ la ≲ ga ≳ lt < gt > prec ≺ succ ≻ preceq ⪯
    succeq ⪰ in ∈ ni ∋ notin ∉ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ nsubseteq ⊈
    sqsubseteq ⊑ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ perp ⊥ parallel ∥ mid ∣ nmid ∤ vert | Vert ‖
    lvert | rvert | lVert ‖ rVert ‖ to → rightarrow → longrightarrow ⟶ Rightarrow ⇒
    Longrightarrow ⟹ implies ⟹ leftarrow ← gets ← longleftarrow ⟵ Leftarrow ⇐ leftrightarrow ↔
    Leftrightarrow ⇔ iff ⟺ longleftrightarrow ⟷ mapsto ↦ longmapsto ⟼ hookrightarrow ↪
    hookleftarrow ↩ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘
    rightharpoonup ⇀ rightleftharpoons ⇌ rightrightarrows ⇉ twoheadrightarrow ↠ leadsto ⇝
    rightsquigarrow ⇝ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂
    bigoplus ⨁ bigotimes ⨂ bigwedge ⋀ bigvee ⋁ bigsqcup ⨆ surd √ langle ⟨ rangle ⟩ lfloor ⌊
    rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lbrack [ rbrack ] ldots … dots … cdots ⋯ dotsc …
    dotsb ⋯ textellipsis … vdots ⋮ ddots ⋱ colon : coloneqq ≔ eqqcolon ≕ lhd ⊲ rhd ⊳ unlhd ⊴
    triangleq ≜ complement ∁ eth ð mho ℧ Bbbk 𝕜 slash /
    aa å AA Å ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł i ı j ȷ ss ß dh ð DH Ð dj đ DJ Đ th þ TH Þ ng ŋ
    NG Ŋ S § P ¶ copyright © circledR ® R ℝ N ℕ Z ℤ
    degr ° degrees ° msun M⊙ Msun M⊙ kms km/s ha Hα hb Hβ
    Ha Hα Hb Hβ halpha Hα lya Lyα eg e.g. ie i.e.
    farcs ″. farcm ′. fdg °. hyphen - pounds £ euro € texteuro € textregistered ® texttrademark ™
    textendash – textemdash — textquotesingle ' textquoteright ’ textquoteleft ‘
    textquotedblleft “ textquotedblright ” textquotedbl " textasciitilde ~ textasciicircum ^
    textbackslash \\ textunderscore _ textbar | textless < textgreater > textmu µ
    textperiodcentered · textbullet • textpm ± texttimes × guillemotleft « guillemotright » lq ‘
    rq ’ TeX TeX LaTeX LaTeX BibTeX BibTeX Angstrom Å angstrom Å micron µm arcmin ′ arcsec ″
    """.replace("\\\\", "\\")
) | {"etal": "et al."}
"""What stands for a command by its name without the backslash."""
LETTERS = words(
    """aa AA ae AE oe OE o O l L i j ss dh DH dj DJ th TH ng NG imath jmath textquotesingle
    textquoteright textquoteleft textquotedblleft"""
)
"""Commands in the middle of a word, which goes on behind the blank."""
OPERATORS = words(
    """log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth arg deg
    det dim gcd hom ker lim limsup liminf max min inf sup Pr argmax argmin mod bmod"""
)
"""Commands that read as their names, with blanks around."""
UNSEEN = words(
    """rm it bf sf tt sc sl em cal frak bb mathrm mathbf mathit mathsf mathtt mathcal mathfrak
    mathscr mathnormal boldsymbol bm pmb text textrm textbf textit textsf texttt textsc textsl
    textnormal textmd textup emph underline uline mbox hbox ensuremath mathop mathrel mathbin
    mathord mathopen mathclose protect left right middle big Big bigg Bigg bigl bigr Bigl Bigr
    biggl biggr Biggl Biggr displaystyle textstyle scriptstyle limits nolimits rmfamily bfseries
    itshape scshape ttfamily sffamily mdseries upshape normalfont small large Large tiny
    footnotesize normalsize xspace nonumber noindent centering relax mathstrut strut allowbreak
    nobreak hfill itemize enumerate underbrace overbrace operatorname smash selectfont"""
)
"""Fonts, sizes and the like: what follows is read as it stands."""
SKIPPED = {
    "label": 1, "hspace": 1, "vspace": 1, "phantom": 1, "hphantom": 1, "vphantom": 1, "color": 1,
    "mspace": 1, "begin": 1, "end": 1, "index": 1, "thanks": 1, "textcolor": 1, "href": 1,
    "hyperlink": 1,
    "colorbox": 1, "fontsize": 2, "selectlanguage": 1, "foreignlanguage": 1, "overset": 1,
    "stackrel": 1, "includegraphics": 1, "setlength": 2, "resizebox": 2, "scalebox": 1,
}  # fmt: skip
"""How many groups behind a command nobody sees; what follows them is read."""
REFERENCES = words("""cite citep citet citealt citealp citeauthor citeyear ref eqref""")
"""Commands whose group is a key: it stands in brackets."""
BLANKS = words("""quad qquad space enspace thinspace thickspace newline linebreak par item hskip""")

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "d": "\u0323",
    "b": "\u0331", "r": "\u030a", "k": "\u0328", "t": "\u0361",
    "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303",
    "widetilde": "\u0303", "ddot": "\u0308", "bar": "\u0304", "overline": "\u0304",
    "dot": "\u0307", "breve": "\u0306", "check": "\u030c", "mathring": "\u030a", "vec": "\u20d7",
    "overrightarrow": "\u20d7",
}  # fmt: skip
"""The mark that a command puts over the letter behind it."""

_DIGITS = "0123456789+-−=()"
SUBSCRIPTS = dict(zip(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True)) | dict(
    zip("aehijklmnoprstuvxβγρϕφχ", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ", strict=True)
)
SUPERSCRIPTS = dict(zip(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", strict=True)) | dict(
    zip(
        "abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθχ",
        "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵡ",
        strict=True,
    )
)
RAISED = {"∘": "°", "°": "°", "*": "*", "∗": "*", "⋆": "*", "†": "†", "‡": "‡", "′": "′", "″": "″"}
"""What stands raised as it is."""
LOWERED = {"⊙": "⊙", "☉": "☉", "⊕": "⊕"}
"""What follows its letter without a sign: M⊙."""
DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
