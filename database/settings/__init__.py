"""What the environment says of databases, read once."""
