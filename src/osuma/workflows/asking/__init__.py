"""How a verb is asked: by whom, where it runs, at which instant, and how its answer travels."""
