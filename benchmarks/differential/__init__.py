"""How good the differential is, beside what is simpler, and how fast."""
