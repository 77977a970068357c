"""What was given: lines of therapy with their drugs, and local treatments."""
