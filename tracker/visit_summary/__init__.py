"""The page to bring to a visit: chosen, on screen, on paper and as PDF. Reads across the record through `Summary`."""
