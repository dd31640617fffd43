"""The limit: what `startproject` makes, with one view, one query and one template."""
