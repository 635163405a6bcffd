"""What a reader says: votes, the shelf, libraries, thumbs from elsewhere."""
