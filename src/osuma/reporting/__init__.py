"""The report that a marketer shows to the boss: facts in, one self-contained HTML file out.

facts   what a report says, as frozen values with dates and origins
report  ``render(report)``: those values as HTML, in Finnish and in English
"""
