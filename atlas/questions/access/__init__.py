"""Access: who has facilities within reach: facilities, demand, distance straight or along roads."""
