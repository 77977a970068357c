"""Every source: what rests on it, when it was published and read, and whether a clinician has checked that."""
