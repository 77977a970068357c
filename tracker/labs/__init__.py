"""Tumour markers in blood."""
