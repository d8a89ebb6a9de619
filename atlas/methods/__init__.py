"""Methods: numeric cores on arrays, in metres; no layer, no file, no word."""
