"""The sets of records that figures count; a figure and the list of cases behind it use the same set.

All take a Year and need its branch to be active.
"""
