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

RIS = """TY  - JOUR
TI  - Echo in Rooms with CO<sub>2</sub>
AU  - Quill, Ada
JO  - arXiv preprint arXiv:2607.00012
AB  - We listen,
in two lines.
UR  - https://example.org/echo
ER  -

TY  - JOUR
T1  - Not at arXiv
DO  - 10.1234/ABC.5
"""

REFER = """%0 Journal Article
%T Echo in Rooms with CO<sub>2</sub>
%A Quill, Ada
%U https://arxiv.org/abs/2607.00012v2?context=cs
%X We listen.

%0 Journal Article
%T Not at arXiv
%R 10.1234/ABC.5
"""

ENDNOTE = """<?xml version="1.0" encoding="UTF-16"?>
<xml><records><record><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Quill, Ada</style></author></authors>
</contributors><titles><title><style face="normal">Echo in Rooms with </style>
<style face="normal">CO₂</style></title></titles>
<urls><related-urls><url><style>https://example.org/1</style></url>
<url><style>http://arxiv.org/abs/2607.00012</style></url></related-urls></urls>
<abstract><style>We listen.</style></abstract></record>
<record><ref-type name="Journal Article">17</ref-type><titles><title>Not at arXiv</title></titles>
<electronic-resource-num><style>10.1234/ABC.5</style></electronic-resource-num></record>
</records></xml>
"""

ZOTERO_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:link="http://purl.org/rss/1.0/modules/link/">
<rdf:Description rdf:about="http://arxiv.org/abs/2607.00012"><z:itemType>preprint</z:itemType>
<dc:publisher><foaf:Organization xmlns:foaf="http://xmlns.com/foaf/0.1/"><foaf:name>arXiv
</foaf:name></foaf:Organization></dc:publisher><link:link rdf:resource="#item_3"/>
<dc:title>Echo in Rooms with CO₂</dc:title><dcterms:abstract>We listen.</dcterms:abstract>
<dc:description>arXiv:2607.00012 [eess]</dc:description></rdf:Description>
<z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType><dc:title>PDF</dc:title>
</z:Attachment>
<bib:Article rdf:about="urn:x"><z:itemType>journalArticle</z:itemType>
<dcterms:isPartOf rdf:resource="urn:issn:0000-0000"/><dc:title>Not at arXiv</dc:title>
<dc:identifier>DOI 10.1234/ABC.5</dc:identifier></bib:Article>
<bib:Memo rdf:about="#note"><rdf:value>a note</rdf:value></bib:Memo>
</rdf:RDF>
"""

BETTER_BIBTEX = """{"config": {"label": "BetterBibTeX JSON"}, "collections": {}, "items": [
  {"itemType": "preprint", "title": "Echo in Rooms with CO<sub>2</sub>", "dateAdded":
   "2024-05-01T10:00:00Z", "abstractNote": "We listen.", "archiveID": "arXiv:2607.00012",
   "attachments": [{"path": "/home/reader/Echo.pdf"}]},
  {"itemType": "note", "note": "a note"},
  {"itemType": "journalArticle", "title": "Not at arXiv", "DOI": "10.1234/ABC.5"}
]}
"""

SCHOLAR_CSV = (
    "Authors,Title,Publication,Volume,Number,Pages,Year,Publisher\n"
    '"Quill, Ada; ",Echo in Rooms with CO₂,arXiv preprint arXiv:2607.00012,,,,2026,\n'
    '"Marsh, Cleo; ",Not at arXiv,Annals,5,,1-9,2025,\n'
)

MENDELEY_CSV = (
    "Title;Authors;Year;DOI;Url;Abstract\n"
    "Echo in Rooms with CO₂;Quill;2026;;https://arxiv.org/pdf/2607.00012v1.pdf;We listen.\n"
    "Not at arXiv;Marsh;2025;10.1234/ABC.5;;\n"
)

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
