"""A link to the visit summary for someone without an account, such as a clinic before an appointment."""
