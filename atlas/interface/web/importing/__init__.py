"""The import of a planner's file, step by step."""
