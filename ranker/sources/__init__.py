"""Where papers come from: one file per service or format, one interface for all."""
