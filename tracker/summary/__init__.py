"""The whole record of a journey, read once: what the picture, the visit summary and every export are made from."""
