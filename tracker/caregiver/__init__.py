"""What someone who was given a part of a journey sees of it."""
