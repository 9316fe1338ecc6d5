"""Question 3: what can be changed, for this patient, with what speaks for and against it."""
