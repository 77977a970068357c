"""Taking the record along and bringing it back: JSON that returns, CSV to read, and spreadsheets kept before.

A new format is a file that reads `Whole` (see tracker/summary/whole.py) and nothing else.
"""
