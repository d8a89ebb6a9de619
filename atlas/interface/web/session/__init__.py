"""What a session knows: its catalogue, link, layers, background work."""
