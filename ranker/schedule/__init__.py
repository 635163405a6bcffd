"""The daily run without a hand: what the machine's scheduler is told, and what each run did."""
