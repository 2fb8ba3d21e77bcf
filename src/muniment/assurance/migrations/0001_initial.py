import django.db.models.deletion
import muniment.actions.models
import muniment.actions.rules
import muniment.assurance.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the scale, the best is 0")),
                ("label", models.CharField(max_length=100, verbose_name="opinion")),
                ("definition", models.TextField(verbose_name="what it means")),
                (
                    "colour",
                    models.CharField(
                        choices=[("green", "green"), ("yellow", "yellow"), ("amber", "amber"), ("red", "red")],
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["scale", "order"],
            },
        ),
        migrations.CreateModel(
            name="RatingScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("auditor", models.CharField(max_length=200, verbose_name="auditor")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="reported on")),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="follow-up expected")),
                ("summary", models.TextField(blank=True, verbose_name="what the auditor found")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assurance.rating",
                        verbose_name="overall opinion",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assurance.ratingscale",
                        verbose_name="rating scale",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                ("about", models.TextField(blank=True, verbose_name="about this plan")),
                (
                    "reported_as_at",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="last reported as at"),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="assurance.audit",
                        verbose_name="audit",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                        verbose_name="owner",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title of the plan")),
                ("name", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", models.CharField(max_length=64)),
                ("position", models.DateField(blank=True, null=True, verbose_name="the day the paper speaks for")),
                (
                    "state",
                    models.CharField(
                        choices=[("previewed", "Previewed"), ("applied", "Applied"), ("undone", "Undone")],
                        default="previewed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=list)),
                ("choices", models.JSONField(blank=True, default=dict)),
                ("reading", models.JSONField(blank=True, default=list)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("made_by", models.CharField(max_length=300, verbose_name="imported by")),
                ("made_at", models.DateTimeField(verbose_name="imported")),
                ("batch", models.CharField(blank=True, max_length=40)),
                (
                    "maker",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="assurance.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("rule", models.CharField(max_length=40, verbose_name="rule")),
                (
                    "severity",
                    models.CharField(
                        choices=[("error", "Cannot hold"), ("warning", "Probably wrong"), ("note", "To be known")],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="place")),
                ("message", models.TextField(verbose_name="finding")),
                ("quote", models.TextField(blank=True, verbose_name="the paper says")),
                ("stated", models.CharField(blank=True, max_length=300, verbose_name="stated")),
                ("computed", models.CharField(blank=True, max_length=300, verbose_name="computed")),
                ("proposal", models.TextField(blank=True, verbose_name="what would repair it")),
                ("refs", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("right", "The finding is right"), ("no_matter", "Of no matter")],
                        default="open",
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason for the decision")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="assurance.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="assurance.planimport",
                        verbose_name="paper",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="rating",
            name="scale",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ratings",
                to="assurance.ratingscale",
                verbose_name="scale",
            ),
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("agreed_action", models.TextField(verbose_name="agreed action")),
                ("joint_owners", models.JSONField(blank=True, default=list, verbose_name="joint owners")),
                (
                    "owners_text",
                    models.CharField(blank=True, max_length=500, verbose_name="owners as the paper names them"),
                ),
                ("due", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "due_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "a day"), ("month", "a month"), ("quarter", "a quarter"), ("year", "a year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("due_text", models.CharField(blank=True, max_length=500, verbose_name="due as the paper has it")),
                ("first_due", models.DateField(blank=True, editable=False, null=True, verbose_name="first due")),
                ("slips", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("extension_asked", models.BooleanField(default=False, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "Not begun"),
                            ("in_progress", "In progress"),
                            ("said_done", "Done, to be verified"),
                            ("verified", "Verified"),
                            ("superseded", "Superseded"),
                            ("not_accepted", "Not accepted"),
                        ],
                        default="not_begun",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.TextField(blank=True, verbose_name="latest progress")),
                ("approval_pending", models.CharField(blank=True, max_length=500, verbose_name="approval outstanding")),
                ("said_done_on", models.DateField(blank=True, null=True)),
                ("said_done_note", models.TextField(blank=True)),
                ("verified_on", models.DateField(blank=True, null=True)),
                ("verified_note", models.TextField(blank=True)),
                ("ended_reason", models.TextField(blank=True, verbose_name="why it ended otherwise")),
                ("reference", models.CharField(max_length=60, verbose_name="reference")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("theme", models.CharField(blank=True, max_length=200, verbose_name="theme")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="short title")),
                ("recommendation", models.TextField(blank=True, verbose_name="the auditor wrote")),
                ("priority", models.CharField(blank=True, max_length=60, verbose_name="priority")),
                (
                    "acceptance",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("partly", "Partly accepted"), ("rejected", "Rejected")],
                        default="accepted",
                        max_length=10,
                        verbose_name="acceptance",
                    ),
                ),
                ("acceptance_reason", models.TextField(blank=True, verbose_name="why partly or not accepted")),
                ("part_owners", models.JSONField(default=list, editable=False)),
                (
                    "place",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="place in the paper"),
                ),
                ("status_reason", models.TextField(blank=True, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                        verbose_name="owner",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="assurance.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "said_done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(muniment.assurance.models.RecommendationFacts, muniment.actions.models.ActionFacts, models.Model),
        ),
        migrations.CreateModel(
            name="PartVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("agreed_action", models.TextField(verbose_name="agreed action")),
                ("joint_owners", models.JSONField(blank=True, default=list, verbose_name="joint owners")),
                (
                    "owners_text",
                    models.CharField(blank=True, max_length=500, verbose_name="owners as the paper names them"),
                ),
                ("due", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "due_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "a day"), ("month", "a month"), ("quarter", "a quarter"), ("year", "a year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("due_text", models.CharField(blank=True, max_length=500, verbose_name="due as the paper has it")),
                ("first_due", models.DateField(blank=True, editable=False, null=True, verbose_name="first due")),
                ("slips", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("extension_asked", models.BooleanField(default=False, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "Not begun"),
                            ("in_progress", "In progress"),
                            ("said_done", "Done, to be verified"),
                            ("verified", "Verified"),
                            ("superseded", "Superseded"),
                            ("not_accepted", "Not accepted"),
                        ],
                        default="not_begun",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.TextField(blank=True, verbose_name="latest progress")),
                ("approval_pending", models.CharField(blank=True, max_length=500, verbose_name="approval outstanding")),
                ("said_done_on", models.DateField(blank=True, null=True)),
                ("said_done_note", models.TextField(blank=True)),
                ("verified_on", models.DateField(blank=True, null=True)),
                ("verified_note", models.TextField(blank=True)),
                ("ended_reason", models.TextField(blank=True, verbose_name="why it ended otherwise")),
                ("label", models.CharField(max_length=20, verbose_name="part")),
                ("record_id", models.BigIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.post",
                        verbose_name="owner",
                    ),
                ),
                (
                    "said_done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said done by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verified by",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
            ],
            bases=(muniment.assurance.models.PartFacts, models.Model),
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("agreed_action", models.TextField(verbose_name="agreed action")),
                ("joint_owners", models.JSONField(blank=True, default=list, verbose_name="joint owners")),
                (
                    "owners_text",
                    models.CharField(blank=True, max_length=500, verbose_name="owners as the paper names them"),
                ),
                ("due", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "due_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "a day"), ("month", "a month"), ("quarter", "a quarter"), ("year", "a year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("due_text", models.CharField(blank=True, max_length=500, verbose_name="due as the paper has it")),
                ("first_due", models.DateField(blank=True, editable=False, null=True, verbose_name="first due")),
                ("slips", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("extension_asked", models.BooleanField(default=False, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "Not begun"),
                            ("in_progress", "In progress"),
                            ("said_done", "Done, to be verified"),
                            ("verified", "Verified"),
                            ("superseded", "Superseded"),
                            ("not_accepted", "Not accepted"),
                        ],
                        default="not_begun",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.TextField(blank=True, verbose_name="latest progress")),
                ("approval_pending", models.CharField(blank=True, max_length=500, verbose_name="approval outstanding")),
                ("said_done_on", models.DateField(blank=True, null=True)),
                ("said_done_note", models.TextField(blank=True)),
                ("verified_on", models.DateField(blank=True, null=True)),
                ("verified_note", models.TextField(blank=True)),
                ("ended_reason", models.TextField(blank=True, verbose_name="why it ended otherwise")),
                ("label", models.CharField(max_length=20, verbose_name="part")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                        verbose_name="owner",
                    ),
                ),
                (
                    "said_done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="assurance.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(muniment.assurance.models.PartFacts, muniment.actions.models.ActionFacts, models.Model),
        ),
        migrations.CreateModel(
            name="DependencyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="in whose words")),
                ("record_id", models.BigIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "needs",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.recommendation",
                        verbose_name="waits for",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dependency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="in whose words")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "needs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited_by",
                        to="assurance.recommendation",
                        verbose_name="waits for",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waits_for",
                        to="assurance.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecommendationExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("from_date", models.DateField(verbose_name="from")),
                ("to_date", models.DateField(verbose_name="to")),
                ("reason", models.TextField(verbose_name="reason")),
                ("explanation", models.TextField(blank=True, verbose_name="why it slips again")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("per_paper", "Taken from a paper, approver not named"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("asked_by_name", models.CharField(max_length=300, verbose_name="asked by")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason for the decision")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="assurance.part",
                        verbose_name="part",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="assurance.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationExtensionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("from_date", models.DateField(verbose_name="from")),
                ("to_date", models.DateField(verbose_name="to")),
                ("reason", models.TextField(verbose_name="reason")),
                ("explanation", models.TextField(blank=True, verbose_name="why it slips again")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("per_paper", "Taken from a paper, approver not named"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("asked_by_name", models.CharField(max_length=300, verbose_name="asked by")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason for the decision")),
                ("record_id", models.BigIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.part",
                        verbose_name="part",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecommendationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("agreed_action", models.TextField(verbose_name="agreed action")),
                ("joint_owners", models.JSONField(blank=True, default=list, verbose_name="joint owners")),
                (
                    "owners_text",
                    models.CharField(blank=True, max_length=500, verbose_name="owners as the paper names them"),
                ),
                ("due", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "due_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "a day"), ("month", "a month"), ("quarter", "a quarter"), ("year", "a year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("due_text", models.CharField(blank=True, max_length=500, verbose_name="due as the paper has it")),
                ("first_due", models.DateField(blank=True, editable=False, null=True, verbose_name="first due")),
                ("slips", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("extension_asked", models.BooleanField(default=False, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "Not begun"),
                            ("in_progress", "In progress"),
                            ("said_done", "Done, to be verified"),
                            ("verified", "Verified"),
                            ("superseded", "Superseded"),
                            ("not_accepted", "Not accepted"),
                        ],
                        default="not_begun",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.TextField(blank=True, verbose_name="latest progress")),
                ("approval_pending", models.CharField(blank=True, max_length=500, verbose_name="approval outstanding")),
                ("said_done_on", models.DateField(blank=True, null=True)),
                ("said_done_note", models.TextField(blank=True)),
                ("verified_on", models.DateField(blank=True, null=True)),
                ("verified_note", models.TextField(blank=True)),
                ("ended_reason", models.TextField(blank=True, verbose_name="why it ended otherwise")),
                ("reference", models.CharField(max_length=60, verbose_name="reference")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("theme", models.CharField(blank=True, max_length=200, verbose_name="theme")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="short title")),
                ("recommendation", models.TextField(blank=True, verbose_name="the auditor wrote")),
                ("priority", models.CharField(blank=True, max_length=60, verbose_name="priority")),
                (
                    "acceptance",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("partly", "Partly accepted"), ("rejected", "Rejected")],
                        default="accepted",
                        max_length=10,
                        verbose_name="acceptance",
                    ),
                ),
                ("acceptance_reason", models.TextField(blank=True, verbose_name="why partly or not accepted")),
                ("part_owners", models.JSONField(default=list, editable=False)),
                (
                    "place",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="place in the paper"),
                ),
                ("status_reason", models.TextField(blank=True, editable=False)),
                ("record_id", models.BigIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.post",
                        verbose_name="owner",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "said_done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said done by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verified by",
                    ),
                ),
            ],
            bases=(muniment.assurance.models.RecommendationFacts, models.Model),
        ),
        migrations.CreateModel(
            name="ScopeArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="area")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas",
                        to="assurance.audit",
                        verbose_name="audit",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assurance.rating",
                        verbose_name="opinion",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                ("about", models.TextField(blank=True, verbose_name="about this plan")),
                (
                    "reported_as_at",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="last reported as at"),
                ),
                ("record_id", models.BigIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "audit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assurance.audit",
                        verbose_name="audit",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.post",
                        verbose_name="owner",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["record_id", "valid_from"], name="plan_version")],
            },
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(fields=("scale", "label"), name="rating_once_in_scale"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["plan", "position"], name="recommendations_of_plan"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["state", "due"], name="recommendations_by_state"),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", muniment.actions.rules.State["VERIFIED"]), _negated=True),
                    models.Q(("verified_by__isnull", False), ("verified_on__isnull", False)),
                    _connector="OR",
                ),
                name="recommendation_verified_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by", None),
                    ("said_done_by", None),
                    models.Q(("verified_by", models.F("said_done_by")), _negated=True),
                    _connector="OR",
                ),
                name="recommendation_two_keys_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", muniment.actions.rules.State["SUPERSEDED"]), _negated=True),
                    models.Q(("ended_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="recommendation_superseded_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(("due", None), ("first_due__isnull", False), _connector="OR"),
                name="recommendation_first_date_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.UniqueConstraint(fields=("plan", "reference"), name="reference_once_in_plan"),
        ),
        migrations.AddIndex(
            model_name="partversion",
            index=models.Index(fields=["record_id", "valid_from"], name="part_version"),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", muniment.actions.rules.State["VERIFIED"]), _negated=True),
                    models.Q(("verified_by__isnull", False), ("verified_on__isnull", False)),
                    _connector="OR",
                ),
                name="part_verified_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by", None),
                    ("said_done_by", None),
                    models.Q(("verified_by", models.F("said_done_by")), _negated=True),
                    _connector="OR",
                ),
                name="part_two_keys_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", muniment.actions.rules.State["SUPERSEDED"]), _negated=True),
                    models.Q(("ended_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="part_superseded_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("due", None), ("first_due__isnull", False), _connector="OR"),
                name="part_first_date_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(fields=("recommendation", "label"), name="part_once_in_recommendation"),
        ),
        migrations.AddIndex(
            model_name="dependencyversion",
            index=models.Index(fields=["record_id", "valid_from"], name="dependency_version"),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.UniqueConstraint(fields=("recommendation", "needs"), name="dependency_once"),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(("recommendation", models.F("needs")), _negated=True),
                name="nothing_waits_for_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendationextension",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_date__gt", models.F("from_date"))), name="recommendationextension_goes_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendationextension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "refused"]), _negated=True),
                    models.Q(("decided_by__isnull", False), ("decided_on__isnull", False)),
                    _connector="OR",
                ),
                name="recommendationextension_decided_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendationextension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("asked_by", None),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="recommendationextension_asker_does_not_decide",
            ),
        ),
        migrations.AddIndex(
            model_name="recommendationextensionversion",
            index=models.Index(fields=["record_id", "valid_from"], name="recommendationextension_versio"),
        ),
        migrations.AddIndex(
            model_name="recommendationversion",
            index=models.Index(fields=["record_id", "valid_from"], name="recommendation_version"),
        ),
        migrations.AddConstraint(
            model_name="scopearea",
            constraint=models.UniqueConstraint(fields=("audit", "name"), name="area_once_in_audit"),
        ),
    ]
