"""Visits: appointments, the questions to bring, and what was answered and decided."""
