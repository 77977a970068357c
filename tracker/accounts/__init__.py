"""Who signs in, on which device, in which language. Sign-up, sign-in and passwords are Flask-Security's."""
