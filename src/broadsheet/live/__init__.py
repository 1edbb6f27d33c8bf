"""What moves while you look."""
