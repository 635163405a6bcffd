"""What is stored, looked through; why a paper stands where it stands."""
