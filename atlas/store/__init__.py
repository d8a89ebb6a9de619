"""What planners store: versions of layers, studies, actual values, column mappings, files."""
