"""Invented libraries in the formats that reference managers write."""

from __future__ import annotations

BIBTEX = r"""% written by hand
@comment{jabref-meta: databaseType:bibtex;}
@string{rooms = "Annals of Invented Rooms"}

@article{quill2026echo,
  title = {{Deep} {\"O}ptical {Echo} Models: 50 \% of $\alpha_{i}$},
  author = {Quill, Ada and Linden, Bo},
  journal = {arXiv preprint arXiv:2607.00012},
  abstract = {We listen to
     rooms \emph{closely}, {\'e}t{\'e} and winter.},
  date-added = {2024-05-01 12:00:00 +0200},
}

@misc{marsh2026,
  title = "A Second Invention",
  eprint = {2607.00013v2}, archivePrefix = {arXiv}, primaryClass = {eess.AS},
  timestamp = {2023.02.01}
}

@article{old, title = {An Old One}, eprint = {0309136}, primaryclass = {math.GT}}

@article{vester, title = {Not at arXiv}, doi = {https://doi.org/10.1234/ABC.5}, journal = rooms,
  abstract = {A journal had it.}}

@techreport{orrin, title = {Neither Doi nor Id}, eprint = {hal-01234}, eprinttype = {hal}}

@misc{empty, author = {Nobody}}

@article{quill2026echo, title = {The Same Name Twice}}

@article{broken, title = {never closed
@misc{last, title = {After the Broken One}}
"""

ZOTERO_CSV = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",'
    '"Abstract Note","Date Added","Extra"\n'
    '"AAAA1111","preprint","2026","Quill, Ada; Linden, Bo","Echo, in ""Rooms""","",'
    '"10.48550/arXiv.2607.00012","http://arxiv.org/abs/2607.00012","<p>We listen,\n'
    'and a &lt; b.</p>","2024-05-01 10:00:00","arXiv:2607.00012 [eess]"\n'
    '"BBBB2222","journalArticle","2025","Marsh, Cleo","Not at arXiv","Annals","10.1234/abc.5",'
    '"https://example.org/5","A journal had it.","2023-02-01 08:30:00",""\n'
    '"CCCC3333","attachment","","","","","","","","2023-02-01 08:30:00",""\n'
)

CSL_JSON = """[
  {"id": "quill", "type": "article", "title": "Echo in Rooms", "number": "arXiv:2607.00012",
   "abstract": "We listen.", "issued": {"date-parts": [[2026, 7, 3]]}},
  {"id": "marsh", "type": "article-journal", "title": "Not at arXiv", "DOI": "10.1234/ABC.5"},
  {"id": "vester", "type": "book", "title": "A Book without Numbers"},
  {"id": "nothing", "type": "webpage"},
  "no item"
]
"""

IDS = """# papers I liked
2607.00012
arXiv:2607.00013v2   # twice read
https://arxiv.org/pdf/hep-th/9901001

10.48550/arXiv.2607.00014
not an id
"""

KEYWORD_FILTER = r"""# Authentication for user filing issue
USERNAME = 'reader'
TOKEN = 'never-to-be-seen'
import os
os.remove(__file__)

NEW_SUB_URL = 'https://arxiv.org/list/eess.AS/new'
TARGET_TITLES = [
    "New submissions",
    "Cross submissions"
]
# Keywords to search
KEYWORD_LIST = ["speech", "Speech", " room   acoustics ", "", "~~", "M_{200"]
KEYWORD_EX_LIST = ["text-to-speech"]
"""
