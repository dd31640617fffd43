"""What comes back: asked for, answered, received."""
