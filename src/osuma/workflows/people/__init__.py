"""Who is one person and which is one company, decided by hand; and a person taking a consent back."""
