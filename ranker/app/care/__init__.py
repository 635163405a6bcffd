"""A workspace looked after: checked, mended, taken out, back and together."""
