"""What a user keeps on the own disk, under ATLAS_HOME."""
