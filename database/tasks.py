"""Work of the ground floor that the queue carries out."""

from database.queue.lanes import Lane, handles
from database.runs import jobs

handles(jobs.KIND, Lane.OPS)(jobs.carry_out)


# What pages of the version before put into the queue while this one is installed.
@handles("database.operation", Lane.OPS)
def carry_out_deed(operation: str, deed: str, value: str, asked_by: str) -> None:
    """Queue a run with the option that somebody chose."""
    jobs.put(operation, {deed: value})


@handles("consistency_check", Lane.OPS)
def check_data(run_id: str) -> None:
    """Queue a run of the data checks."""
    jobs.put("check_consistency", {})
