"""Location: where so many more facilities would reach the most."""
