"""The options that sources describe, set beside what a person recorded. Records nothing, advises nothing."""
