"""How text is read for matching: TeX, letters, number and compounds. Pure functions."""
