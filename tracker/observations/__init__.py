"""What someone close to the person noticed: kept apart from the person's own words, signed and dated."""
