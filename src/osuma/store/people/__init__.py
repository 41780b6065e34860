"""Who is who: identities, customers, what they allowed."""
