"""Lists that leave Osuma: for whom, to what, who is left out."""
