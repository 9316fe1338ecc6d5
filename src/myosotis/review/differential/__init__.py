"""The differential: which disorders fit what is recorded, and which tests would part them."""
