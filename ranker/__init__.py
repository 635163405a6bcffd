"""A personal relevance ranker for arXiv."""

__version__ = "0.1.0"
