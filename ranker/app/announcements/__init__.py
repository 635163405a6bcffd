"""What arXiv announced and when: finding it, reading it, knowing what is missing."""
