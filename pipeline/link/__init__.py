"""Which commitments of one jurisdiction are the same promise, which are related, and why."""
