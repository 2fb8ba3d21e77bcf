import django.db.models.deletion
import muniment.reporting.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assurance", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("committee", models.CharField(blank=True, max_length=200, verbose_name="committee")),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="date of the meeting")),
                (
                    "as_at",
                    models.DateField(
                        help_text="What was known at the end of this day is counted; what was entered later is not.",
                        verbose_name="figures as at",
                    ),
                ),
                (
                    "late_on",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty for the day of the figures.",
                        null=True,
                        verbose_name="lateness judged on",
                    ),
                ),
                (
                    "portfolio_member",
                    models.CharField(blank=True, max_length=200, verbose_name="portfolio of the cabinet member"),
                ),
                ("wards", models.CharField(blank=True, default="All", max_length=200, verbose_name="wards affected")),
                ("key_decision", models.BooleanField(default=False, verbose_name="key decision")),
                ("urgent", models.BooleanField(default=False, verbose_name="urgent")),
                ("exempt", models.BooleanField(default=False, verbose_name="exempt from publication")),
                (
                    "exempt_reason",
                    models.CharField(
                        blank=True,
                        help_text="The paragraph of Schedule 12A to the Local Government Act 1972.",
                        max_length=300,
                        verbose_name="why it is exempt",
                    ),
                ),
                ("background_papers", models.TextField(blank=True, verbose_name="background papers")),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="A shared address or number, not a person's own.",
                        max_length=200,
                        verbose_name="contact",
                    ),
                ),
                ("texts", models.JSONField(blank=True, default=dict, editable=False)),
                ("implications", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "template",
                    models.TextField(default=muniment.reporting.models.default_template, verbose_name="template"),
                ),
                (
                    "required_clearances",
                    models.JSONField(blank=True, default=muniment.reporting.models.default_required, editable=False),
                ),
                ("clearing_posts", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("frozen", "Frozen")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "author",
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
                    "author_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                        verbose_name="author",
                    ),
                ),
                (
                    "director",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                        verbose_name="director approving",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("committee", models.CharField(blank=True, max_length=200, verbose_name="committee")),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="date of the meeting")),
                ("scope", models.JSONField(verbose_name="what it counts")),
                ("as_at", models.DateField(verbose_name="figures as at")),
                ("late_on", models.DateField(verbose_name="lateness judged on")),
                ("figures", models.JSONField(blank=True, editable=False)),
                ("rows", models.JSONField(blank=True, editable=False)),
                ("template", models.TextField(editable=False)),
                ("texts", models.JSONField(blank=True, editable=False)),
                ("implications", models.JSONField(blank=True, editable=False)),
                ("html", models.CharField(max_length=64, verbose_name="digest of the page")),
                ("docx", models.CharField(max_length=64, verbose_name="digest of the Word file")),
                ("pdf", models.CharField(max_length=64, verbose_name="digest of the PDF")),
                ("frozen_by", models.CharField(max_length=300, verbose_name="frozen by")),
                ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                ("history_number", models.PositiveBigIntegerField(verbose_name="last row of the history")),
                ("history_digest", models.CharField(max_length=64, verbose_name="digest of the history")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report",), name="report_is_frozen_once")],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("financial", "Financial"),
                            ("legal", "Legal"),
                            ("director", "Director"),
                            ("data_protection", "Data protection"),
                            ("human_resources", "Human resources"),
                            ("portfolio_member", "Cabinet member"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="clearance",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="sent")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received")),
                ("comments", models.TextField(blank=True, verbose_name="comments")),
                (
                    "person",
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
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                        verbose_name="sent to",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on", None), ("received_on__gte", models.F("sent_on")), _connector="OR"
                        ),
                        name="clearance_received_after_sent",
                        violation_error_message="It cannot have come back before it was sent.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn", False)),
                        fields=("report", "role", "post"),
                        name="clearance_once_from_post",
                        violation_error_message="This post was asked for this clearance already.",
                    ),
                ],
            },
        ),
    ]
