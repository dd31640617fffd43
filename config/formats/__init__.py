"""How days and times are written wherever nobody says so: as in every page of ours."""
