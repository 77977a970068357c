"""The picture of a journey: geometry and drawing. Plain data in, one SVG out; it knows no person, request or database.

Days are ordinals. Nothing here raises, whatever the dates are.
"""
