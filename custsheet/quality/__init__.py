"""How good the data are: a score in six dimensions, what of it may be out of date, what differs from the last run.

Pure functions over a finished report or a book; nothing here alters a value or deletes a customer.
"""
