"""The tables of the ground floor, a module for each subject."""

from database.models.audit import AuditEntry
from database.models.brakes import BlockedAddress, BrakeCount
from database.models.queue import OutboxMessage, WorkerSeen
from database.models.replicas import ReplicaCounts, ReplicaProof, TakenOut
from database.models.runs import OperationFinding, OperationRun, Schedule
from database.models.samples import MetricSample, ProcessSample

__all__ = [
    "AuditEntry",
    "BlockedAddress",
    "BrakeCount",
    "MetricSample",
    "OperationFinding",
    "OperationRun",
    "OutboxMessage",
    "ProcessSample",
    "ReplicaCounts",
    "ReplicaProof",
    "Schedule",
    "TakenOut",
    "WorkerSeen",
]
