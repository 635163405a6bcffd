"""A digest on its way out: files, mail, issues, pages, the report."""
