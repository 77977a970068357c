"""What the app may say: sources, options, drugs, facts, in two languages. Knows no person, no request, no database."""
