"""What the data is worth: how much is known, how fresh it is, what looks wrong, and which fields tell anything."""
