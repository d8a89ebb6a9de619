"""The workspace as a folder of the user's disk."""
