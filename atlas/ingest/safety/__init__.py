"""Safety: archives, staging, sanitising and isolated reading of files that anyone may have made."""
