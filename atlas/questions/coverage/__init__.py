"""Coverage: who is reached by facilities, and who is not."""
