"""What the server does besides pages: routes, tiles, refusals."""
