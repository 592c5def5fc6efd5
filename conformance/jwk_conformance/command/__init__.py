"""The verbs of this room, one module each."""
