"""Every written form of an arXiv id: references, links, bibcodes, what stands around it.

Whether such an id was ever given out is looked at in `paper.py`.
"""

from __future__ import annotations

import re

# https://arxiv.org/archive: today's archives that had ids before 2007, and the ones since closed.
OLD_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|"
    "comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|"
    "mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|"
    "supr-con"
)
_MONTH = "(?:0[1-9]|1[0-2])"
_NEW_4 = rf"(?:0[7-9]|1[0-4]){_MONTH}\.(?!0000)[0-9]{{4}}"
TODAYS_ID = rf"(?:1[5-9]|[2-9][0-9]){_MONTH}\.(?!00000)[0-9]{{5}}"
_OLD_NUMBER = rf"(?:9[1-9]|0[0-7]){_MONTH}[0-9]{{3}}"
_OLD = rf"(?P<archive>{OLD_ARCHIVES})(?:\.(?P<subject>[a-z-]{{2,9}}))?/(?P<number>{_OLD_NUMBER})"
_ID = rf"(?:(?P<new>{_NEW_4}|{TODAYS_ID})|{_OLD})(?:v(?P<version>[1-9][0-9]{{0,2}}))?"

# arXiv's own reference form, https://info.arxiv.org/help/arxiv_identifier_for_services.html, and
# how reference lists write it: `arXiv:0706.1234v1 [math.FA], 2007`.
_CATEGORY = rf"(?:{OLD_ARCHIVES}|econ|eess|q-fin|stat)(?:\.[a-z-]{{2,9}})?"
_CATEGORIES = rf" ?(?:\[{_CATEGORY}(?:[,;]? {_CATEGORY}){{0,9}}\]|\({_CATEGORY}\))"
_DATE = r",? ?(?:\((?:19|20)[0-9]{2}\)|(?:(?:[0-3]?[0-9] )?[a-z]{3,9}\.? )?(?:19|20)[0-9]{2})"
_REFERENCE = re.compile(
    r"(?P<prefix>(?:(?:arxiv )?(?:e-?prints?|preprint)[,:]? )?"
    r"arxiv(?:\.org)?(?: (?:id(?:entifier)?|number|no\.|e-?print|preprint))?(?:: ?| |/)"
    r"(?:(?:abs|pdf)/)?"
    r"|(?:e-?prints?|preprint)(?:: ?| )"
    r"|(?:corr,? (?:vol\. ?)?)?/?(?:abs|pdf)/(?:arxiv:)?"
    r"|oai:arxiv\.org:|(?:doi:? ?)?10\.48550/arxiv\.)?"
    rf"{_ID}(?:\.pdf)?(?P<about>{_CATEGORIES})?(?P<date>{_DATE})?",
    re.ASCII | re.IGNORECASE,
)
# Pages whose path is the id: arXiv's, those of its mirrors, and paper pages of other sites.
_PAGES = "|".join(
    (
        r"(?:(?:www|export|browse|static|beta|lanl|aps|xxx|[a-z]{2})\.)?arxiv\.org/{1,2}"
        r"(?:(?:abs|pdf|html|format|ps|src|e-print|dvi|bibtex|tb|ftp/arxiv/papers/[0-9]{4}"
        r"|PS_cache/arxiv/pdf/[0-9]{4})/)?",
        r"(?:xxx\.[a-z.-]{1,40}|arxiv\.lanl\.gov)/(?:abs|pdf|ps|format)/",
        r"front\.math\.ucdavis\.edu/",
        r"(?:(?:dx|www)\.)?doi\.org/10\.48550/arxiv\.",
        r"ar5iv(?:\.labs\.arxiv)?\.org/(?:(?:abs|html|pdf)/)?",
        r"(?:www\.)?arxiv-vanity\.com/papers/",
        r"(?:www\.)?alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|overview|html|resources|audio)/",
        r"(?:huggingface|hf)\.co/papers/",
        r"(?:ui\.|www\.)?adsabs\.harvard\.edu/#?abs/",
        r"(?:www\.)?semanticscholar\.org/arxiv/",
        r"api\.semanticscholar\.org/(?:(?:graph/)?v1/paper/)?(?=arxiv:)",
        r"(?:www\.)?inspirehep\.net/(?:(?:api/)?arxiv/|literature\?q=(?=arxiv:))",
        r"(?:www\.)?scirate\.com/arxiv/",
        r"(?:www\.)?catalyzex\.com/paper/(?=arxiv:)",
        r"(?:www\.)?emergentmind\.com/papers/",
        r"papers\.cool/arxiv/",
        r"(?:www\.)?arxiv-sanity\.com/",
        r"(?:www\.)?connectedpapers\.com/api/redirect/arxiv/",
    )
)
# Compiled when first needed, as is _DBLP: every command waits for this file.
_PAGE = (
    rf"(?:(?:https?://)?web\.archive\.org/web/[0-9*a-z_]{{1,20}}/)?(?:https?://)?(?:{_PAGES})"
    rf"(?:arxiv:)?{_ID}(?:\.pdf|\.ps(?:\.gz)?)?(?:/[a-z]*)?(?:[?#]\S*)?(?P<about>{_CATEGORIES})?"
)
# Names that ADS and DBLP make of an id: `2007arXiv0706.1234A`, `2024arXiv240112345A`.
_BIBCODE = (
    r"\b20(?P<yy>[0-9]{2})arXiv(?P<yymm>(?P=yy)[0-9]{2})\.?(?P<serial>[0-9]{4,5})[A-Z.]"
    r"(?![A-Za-z0-9])"
)
_OLD_BIBCODE = (
    r"\b(?:19|20)(?P<yy>[0-9]{2})(?P<archive>[a-z]{2,8}(?:\.[a-z]{2,4})?)\.+"
    r"(?P<serial>[0-9]{4,5})[A-Z.](?![A-Za-z0-9])"
)
_OLD_PDF = r"PS_cache/(?P<archive>[a-z-]+)/pdf/[0-9]{4}/(?=[0-9]{7})"
_DBLP = (
    r"\A(?:(?:https?://)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?:(?:bib|html)/)?|DBLP:)?"
    r"journals/corr/(?:abs-(?P<yymm>[0-9]{4})-(?P<serial>[0-9]{4,5})"
    r"|(?P<archive>cs)-[A-Z]{2}-(?P<old>[0-9]{7}))(?:\.(?:html|bib))?(?:[?#]\S*)?"
)
# Links in Markdown and in TeX: what stands for the address is left out.
_LINK = (
    r"\[[^\[\]]*\]\((?P<md>[^()\s]+)\)|\\(?:url|arxiv|eprint)\{(?P<tex>[^{}]+)\}"
    r"|\\href\{(?P<href>[^{}]+)\}\{[^{}]*\}"
)
# Signs that are not seen, dashes, and the letters of full width that keyboards of East Asia give.
_AS_MEANT: dict[int, str | int | None] = {
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad")),
    **dict.fromkeys(map(ord, "‐‑‒–−"), "-"),
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
}
_FLAGS = re.ASCII | re.IGNORECASE
_PAIRS = {
    "<": ">", "(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`", "“": "”", "‘": "’",
    "«": "»", "„": "“", "‹": "›", "「": "」", "【": "】",
}  # fmt: skip
_CLOSING = ".,;:!)]>”\"'。、"
_MOST_AROUND = 8
_LONGEST = 2_000  # characters: a link with all that a mail program hung behind it
_SLASH, _COLON = re.compile("%2f", re.IGNORECASE), re.compile("%3a", re.IGNORECASE)


def match_id(text: str) -> re.Match[str] | None:
    """The id in a text that holds nothing else, as the groups `new`, or `archive`, `subject` and
    `number`, and `version`; `prefix`, `about` and `date` are what is written around it."""
    if len(text) > _LONGEST:
        return None
    return _match(" ".join(_ascii(text).split()))


def _match(written: str) -> re.Match[str] | None:
    """The id in a text, without the brackets around it and the full stop that ends its sentence."""
    for _ in range(_MOST_AROUND):
        match = _whole(written) or _whole(_rewritten(written))
        if match or len(written) < 2:
            return match
        if _PAIRS.get(written[0]) == written[-1]:
            written = written[1:-1].strip()
        elif written[-1] in _CLOSING:
            written = written[:-1].rstrip()
        else:
            return None
    return None


def _whole(written: str) -> re.Match[str] | None:
    return _REFERENCE.fullmatch(written) or re.fullmatch(_PAGE, written, _FLAGS)


def _ascii(text: str) -> str:
    """With letters of full width, dashes and signs that are not seen as they were meant."""
    return text if text.isascii() else text.translate(_AS_MEANT)


def _rewritten(written: str) -> str:
    """With the names that ADS and DBLP make of an id, links of Markdown and TeX, and a link's
    percent signs, read."""
    link = re.fullmatch(_LINK, written)
    if link:
        written = link["md"] or link["tex"] or link["href"]
    if "%" in written:
        written = _COLON.sub(":", _SLASH.sub("/", written)).removesuffix("%20")
    for pattern, flags in ((_DBLP, _FLAGS), (_BIBCODE, 0), (_OLD_BIBCODE, 0)):
        written = re.sub(pattern, _spelled, written, flags=flags)
    return re.sub(_OLD_PDF, r"abs/\g<archive>/", written)


def _spelled(match: re.Match[str]) -> str:
    """The id that a bibcode or a name of DBLP's stands for."""
    parts = match.groupdict()
    if parts.get("yymm"):
        return f"{parts['yymm']}.{parts['serial']}"
    number = parts.get("old") or f"{parts['yy']}{parts['serial']:0>5}"
    return f"{match['archive'].replace('.', '-')}/{number}"
