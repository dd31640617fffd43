"""Work of the ground floor that the queue carries out."""

from uuid import UUID

from database.check_history import KIND, carry_out_asked
from database.lanes import Lane, handles
from database.monitoring.jobs import JOB, carry_out

handles(JOB, Lane.OPS)(carry_out)


@handles(KIND, Lane.OPS)
def check_data(run_id: str) -> None:
    """Run the data checks that somebody asked for in the back office."""
    carry_out_asked(UUID(run_id))
