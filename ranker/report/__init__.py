"""The report: what a model has learned of its reader, as values, figures and one page."""
