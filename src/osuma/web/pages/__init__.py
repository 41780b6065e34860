"""The pages, one module an area of the menu."""
