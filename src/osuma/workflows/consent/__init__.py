"""What people have allowed, the texts and grounds of it, and what had to be asked of somebody."""
