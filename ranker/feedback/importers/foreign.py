"""Files that cannot be imported, named for what they are, with the export to take instead."""

from __future__ import annotations

import re

from ranker.errors import InputFileError

_EXPORT = "export the library as BibTeX, RIS or CSV and import that"
_ZOTERO = "in Zotero choose File, Export Library, BibTeX or CSV, and import that"
_ENDNOTE = "in EndNote choose File, Export, and XML or RIS, and import that"


def refuse_binary(data: bytes, name: str) -> None:
    """Raise InputFileError for a file of a kind that is no text; pass over all others."""
    lower = name.lower()
    what = ""
    if data.startswith(b"SQLite format 3\0"):
        zotero = b"itemData" in data or "zotero" in lower
        what = f"Zotero's database; {_ZOTERO}" if zotero else f"a database (SQLite); {_EXPORT}"
        if b"ReferenceNumber" in data or lower.endswith((".sdb", ".enl")):
            what = f"an EndNote library; {_ENDNOTE}"
    elif data.startswith(b"%PDF"):
        what = "a PDF; import its arXiv id (`rank like ID`), or a library's export"
    elif lower.endswith((".enl", ".enlx")):
        what = f"an EndNote library; {_ENDNOTE}"
    elif data.startswith(b"PK\x03\x04"):
        what = _zipped(data)
    elif data.startswith(b"\x1f\x8b"):
        what = "compressed (gzip); unpack it first"
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        what = f"an old Word or Excel file; {_EXPORT}"
    elif data.startswith(b"{\\rtf"):
        what = f"formatted text (RTF); {_EXPORT}"
    if what:
        raise InputFileError(f"{name} is {what}")


def refuse_text(start: str, name: str) -> None:
    """Raise InputFileError for a text of a known kind that is not read; pass over all others."""
    what = ""
    if re.match(r"PMID- ?\d", start):
        what = "PubMed's format (NBIB); choose its RIS (Citation manager by way of Zotero) or CSV"
    elif re.match(r"(?:FN (?:Clarivate|Thomson|ISI)|VR 1\.0)", start):
        what = "Web of Science's plain text; export it as BibTeX or RIS"
    elif re.match(r"(?:---\s*\n)?(?:references|bibliography):", start) or "\n  title: " in start:
        what = "YAML; export the library as CSL JSON or BibTeX"
    elif "\\bibitem" in start:
        what = "a bibliography typeset by BibTeX (.bbl); import the .bib that it was made of"
    if what:
        raise InputFileError(f"{name} is {what}")


def _zipped(data: bytes) -> str:
    if b"word/" in data:
        return "a Word document; export the library that its references come from as BibTeX or RIS"
    if b"xl/" in data:
        return "an Excel workbook; save the sheet as CSV (UTF-8) and import that"
    if b".enl" in data:
        return f"a packed EndNote library; {_ENDNOTE}"
    return f"a ZIP archive; unpack it first, or {_EXPORT}"
