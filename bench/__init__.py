"""What is measured: each file is run as `python -m bench.NAME` (CONTRIBUTING.md, Figures)."""
