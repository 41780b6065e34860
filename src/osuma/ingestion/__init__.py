"""Files in: read, recognised, mapped and planned as SQL for the store. Opens no connection."""
