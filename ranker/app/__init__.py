"""The use cases. They know the concrete classes; they neither print nor exit."""
