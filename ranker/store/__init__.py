"""The paper store: SQLite for papers, announcements and digests, flat files for vectors."""
