"""What is looked at: reports, cards, pictures, the week, the quality of the data."""
