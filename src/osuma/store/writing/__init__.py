"""What every load is written with: batches, versions of rows, amounts, whose numbers are touched."""
