"""Zotero's libraries, read and added to by its web API, read by that of a Zotero that runs here."""
