"""Selection: which rows are meant; search; what is nearest."""
