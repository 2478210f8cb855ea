"""People correct it: samples to code, their verdicts, agreement, overrides of the models, and honest error rates."""
