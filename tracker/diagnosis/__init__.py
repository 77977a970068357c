"""What was found and when: background, specimens with their receptors, genomic findings."""
