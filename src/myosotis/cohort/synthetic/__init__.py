"""A registry of patients who never lived: who they are, how they fare, what is written of them."""
