"""What the disease, the tests and the treatments are, in plain words with their sources; and looking for a trial."""
