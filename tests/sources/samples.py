"""Invented papers and answers in arXiv's real formats; no text of any real paper."""

from __future__ import annotations

import json
from typing import Any

ATOM = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">\n'
)


def paper(number: int = 1, **changed: Any) -> dict[str, Any]:
    """One line of a papers file, as an object."""
    record: dict[str, Any] = {
        "id": f"2607.{number:05d}",
        "title": f"On invented matter number {number}",
        "abstract": "We invent a thing and measure it.",
        "authors": ["Ada Sample", "Bo Example"],
        "categories": ["cs.SD", "eess.AS"],
        "announced": "2026-07-06",
    }
    return {**record, **changed}


def papers_file(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def feed_entry(
    number: int = 1,
    kind: str = "new",
    day: str = "2026-07-06",
    categories: tuple[str, ...] = ("cs.SD",),
    version: int = 1,
) -> str:
    """One entry of rss.arxiv.org's Atom feed."""
    terms = "".join(f'<category term="{category}"/>' for category in categories)
    return (
        f"<entry><id>oai:arXiv.org:2607.{number:05d}v{version}</id>"
        f"<title>Invented result {number}</title><updated>{day}T04:00:19+00:00</updated>"
        f'<link href="https://arxiv.org/abs/2607.{number:05d}" rel="alternate"/>'
        f"<summary>arXiv:2607.{number:05d}v{version} Announce Type: {kind} \n"
        f"Abstract: Nothing of this was ever measured.</summary>{terms}"
        f"<published>{day}T00:00:00-04:00</published>"
        f"<arxiv:announce_type>{kind}</arxiv:announce_type>"
        "<dc:creator>Ada Sample, Bo Example (Nowhere Institute, and Elsewhere)</dc:creator></entry>"
    )


def atom_feed(*entries: str) -> bytes:
    """A whole feed of rss.arxiv.org/atom."""
    return (ATOM + "<title>cs.SD updates on arXiv.org</title>" + "\n".join(entries)).encode() + (
        b"</feed>"
    )


def feed_error(said: str = "Bad archive 'cs.XX'. Valid archives are: cs, math.") -> bytes:
    return (
        ATOM + "<title>Feed error for query: http://rss.arxiv.org/atom/cs.XX</title>"
        f"<subtitle>{said}</subtitle></feed>"
    ).encode()


RSS = b"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 version="2.0"><channel><title>cs.SD updates on arXiv.org</title>
<pubDate>Mon, 06 Jul 2026 00:00:00 -0400</pubDate>
<item><title>Invented result 7</title><link>https://arxiv.org/abs/2607.00007</link>
<description>arXiv:2607.00007v3 Announce Type: replace-cross
Abstract: A third version of nothing.</description>
<guid isPermaLink="false">oai:arXiv.org:2607.00007v3</guid><category>cs.SD</category>
<category>math.NA</category><pubDate>Mon, 06 Jul 2026 00:00:00 -0400</pubDate>
<arxiv:announce_type>replace-cross</arxiv:announce_type><dc:creator>Ada Sample</dc:creator></item>
</channel></rss>"""

API = b"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
<id>https://arxiv.org/api/abc</id><title>arXiv Query: id_list=hep-th/9901001</title>
<opensearch:totalResults>1</opensearch:totalResults>
<entry><id>http://arxiv.org/abs/hep-th/9901001v2</id><title>Invented strings,
  twice wound</title><updated>1999-01-02T00:00:00Z</updated><summary>  Nothing
vibrates.</summary><category term="gr-qc"/><category term="hep-th"/><category term="83E30"/>
<published>1999-01-01T00:00:00Z</published><arxiv:primary_category term="hep-th"/>
<arxiv:comment>4 pages,
  to appear in Invented Letters</arxiv:comment>
<author><name>Zo\\"e Sample</name></author><author><name>Bo Example</name></author></entry>
</feed>"""

API_ERROR = b"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns="http://www.w3.org/2005/Atom">
<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_xyz</id><title>Error</title>
<summary>incorrect id format for xyz</summary></entry></feed>"""

OAI = b"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-07-06T00:00:00Z
</responseDate><request verb="ListRecords">https://oaipmh.arxiv.org/oai</request><ListRecords>
<record><header><identifier>oai:arXiv.org:2607.00011</identifier><datestamp>2026-07-06</datestamp>
<setSpec>cs</setSpec></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/">
<id>2607.00011</id><created>2026-07-03</created><authors><author><keyname>Sample</keyname>
<forenames>Ada</forenames></author><author><keyname>Invented Collaboration</keyname></author>
</authors><title>Harvested nothing</title><categories>cs.SD eess.AS</categories><abstract>  One
line and another.</abstract><comments>Accepted at
  ICIN 2026</comments></arXiv></metadata></record>
<record><header status="deleted"><identifier>oai:arXiv.org:2607.00012</identifier></header></record>
<record><header><identifier>oai:arXiv.org:2607.00013</identifier></header><metadata>
<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2607.00013</id><version version="v1"/>
<version version="v2"/><title>Raw nothing</title><authors>Ada Sample (1), Bo Example (2) and
 C. Third ((1) Here, (2) There)</authors><categories>cs.SD</categories><abstract>Raw.</abstract>
</arXivRaw></metadata></record>
<record><header><identifier>oai:arXiv.org:2607.00014</identifier></header><metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Core nothing</dc:title>
<dc:creator>Sample, Ada</dc:creator><dc:description>Comment: 3 pages</dc:description>
<dc:description>The abstract.</dc:description></oai_dc:dc></metadata></record>
<resumptionToken cursor="0" completeListSize="9">abc|3</resumptionToken></ListRecords></OAI-PMH>"""

MAIL = rb"""Date: Fri,  3 Jul 26 00:31:14 GMT
Subject: cs daily 1 new +  crosses received

------------------------------------------------------------------------------
Archives at http://arxiv.org/
------------------------------------------------------------------------------
\\
arXiv:2607.00021
Date: Wed, 1 Jul 2026 18:34:08 GMT   (243kb,D)

Title: A posted invention that needs
  two lines
Authors: Ada Sample, Bo Example and C. Third
Categories: cs.SD eess.AS
Comments: 1 page
\\
  An abstract of
two lines.
\\ ( https://arxiv.org/abs/2607.00021 ,  243kb)
------------------------------------------------------------------------------
\\
arXiv:2607.00022 (*cross-listing*)
Date: Wed, 1 Jul 2026 18:34:08 GMT   (24kb)

Title: A crossed invention
Authors: Bo Example
Categories: math.NA cs.SD
\\
  Crossed.
\\ ( https://arxiv.org/abs/2607.00022 ,  24kb)
%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%
------------------------------------------------------------------------------
\\
arXiv:2507.00023
replaced with revised version Wed, 1 Jul 2026 18:05:58 GMT   (829kb,D)

Title: An old invention
Authors: Bo Example
Categories: math.NA cs.SD
\\ ( https://arxiv.org/abs/2507.00023 ,  829kb)
%%%---%%%---%%%---%%%---%%%---%%%---%%%---%%%---%%%---%%%---%%%---%%%---%%%---
"""
