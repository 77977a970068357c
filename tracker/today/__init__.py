"""The Today page: what is going on, the check-in, and what changed. It reads across the record."""
