"""The segment builder: a definition as rows of fields, and the fields of a form back into the definition.

The definition, as its language writes it, is the only state. What a row cannot show is kept as it is.
"""
