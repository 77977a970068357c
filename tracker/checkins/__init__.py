"""The check-in: what is asked, what an entry means for the red flags, what changed. These parts know no database."""
