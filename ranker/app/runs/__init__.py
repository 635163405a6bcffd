"""What happens at its hour with nobody there."""
