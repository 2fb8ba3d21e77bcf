"""What the queue needs beside the table of django-tasks-db: who works, who holds what, which slots fired, how far work has come."""

from typing import ClassVar

from django.db import models
from django_tasks_db.models import DBTaskResult


class Worker(models.Model):
    """A process that does work. It beats while it lives; what a silent one held goes back to the queue."""

    name = models.CharField(max_length=64, primary_key=True)
    machine = models.CharField(max_length=100)
    process = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """Which worker holds a task. `fence` rises with each claim: who comes back with an old one has lost the task."""

    task = models.OneToOneField(DBTaskResult, models.CASCADE, primary_key=True, related_name="lease")
    worker = models.ForeignKey(Worker, models.SET_NULL, null=True, related_name="leases")
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.task_id} at {self.fence}"


class Step(models.Model):
    """A part of a long task that is done: its row can be made once, in the transaction of what the part wrote."""

    task = models.ForeignKey(DBTaskResult, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "name"], name="step_once_in_task")]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """One time of one schedule: its row can be made once, so that it fires once. `fired_at` is empty where it was skipped."""

    schedule = models.CharField(max_length=60)
    slot = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["schedule", "slot"], name="slot_fires_once")]

    def __str__(self) -> str:
        return f"{self.schedule} at {self.slot:%Y-%m-%d %H:%M}"


class Progress(models.Model):
    """How far a piece of work has come, for whoever asked for it: the id of a person, who live on a floor above."""

    task = models.OneToOneField(DBTaskResult, models.CASCADE, primary_key=True, related_name="progress")
    asked_by = models.BigIntegerField(null=True, db_index=True)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.title
