"""The installation itself: made, looked after, filled with samples, and what belongs to no single noun."""
