"""An interest: how it starts, and how its words change."""
