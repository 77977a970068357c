"""Taking the record away, and bringing it back."""
