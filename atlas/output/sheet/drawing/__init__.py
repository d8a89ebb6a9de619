"""Drawing: canvas, typesetting, paths, symbols, encoding; nothing of maps."""
