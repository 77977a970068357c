"""The history of a journey, and undo."""
