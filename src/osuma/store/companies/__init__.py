"""Companies in the warehouse: who is the same company, what is known of it, its contacts and deals."""
