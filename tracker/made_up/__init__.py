"""A made-up journey to look around in: private, signed in without an account, gone after 24 hours."""
