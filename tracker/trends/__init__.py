"""The answers of the check-ins over time, with the lines of therapy behind them: reads across the record."""
