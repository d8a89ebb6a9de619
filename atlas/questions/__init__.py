"""Questions: pure functions from layers and arrays to findings. No files, no maps, no words."""
