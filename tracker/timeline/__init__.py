"""The journey as one picture and one list: reads across the record."""
