"""Mistakes in the content that anyone reports, kept for the operator."""
