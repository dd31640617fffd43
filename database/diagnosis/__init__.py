"""Where exactly does the way to the database end, and what fixes it?"""

from database.diagnosis.ladder import Fell, Rung
from database.diagnosis.run import climb, diagnose

__all__ = ["Fell", "Rung", "climb", "diagnose"]
