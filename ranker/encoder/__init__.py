"""From text to vectors: one interface, and what stands behind it."""
