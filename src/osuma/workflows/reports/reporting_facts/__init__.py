"""What a report says, gathered from one workspace at one instant."""
