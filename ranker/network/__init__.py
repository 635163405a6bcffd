"""Requests held to what they may cost, whoever answers them."""
