"""How tables are changed and parted: migrations, months, statistics."""
