"""Where a visit comes from and how unusual it is."""
