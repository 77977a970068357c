"""The private calendar feed: a phone's calendar reads appointments and treatment days at an address only it has."""
