"""Visits: for now, the list of questions to bring."""
