"""The journey: whose record it is, and the one door to it."""
