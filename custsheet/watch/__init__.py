"""Runs that nobody starts by hand: a folder that is watched, a schedule, and the question whether it all still works."""
