"""Scans and what their reports said."""
