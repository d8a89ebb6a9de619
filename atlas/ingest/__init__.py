"""The planner's own files: opened as if hostile, read as they are, mapped when asked."""
