"""From votes to the model in use, and how well it has done."""
