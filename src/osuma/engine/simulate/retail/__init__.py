"""A consumer shop as it is in life: households, gifts, returns, reviews, surveys, a campaign, untidy files."""
