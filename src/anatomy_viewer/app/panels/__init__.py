"""The panels of the side dock; each shows a state and emits what the user asks for."""
