"""Guests of one event, who have a personal link and no account."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import icaforum.words.mail_fields
import icaforum.words.name_fields


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0017_find_places_by_uid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", icaforum.words.name_fields.NameField(max_length=120, verbose_name="name")),
                (
                    "email",
                    icaforum.words.mail_fields.MailAddressField(max_length=254, verbose_name="e-mail address"),
                ),
                (
                    "language",
                    models.CharField(default="en", max_length=10, verbose_name="language of the mail"),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("guest", "Guest"), ("speaker", "Speaker")],
                        default="guest",
                        max_length=10,
                        verbose_name="comes as",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("declined", "Does not come"),
                            ("taken-back", "Taken back"),
                        ],
                        default="invited",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("link_version", models.PositiveIntegerField(default=1, editable=False)),
                ("turn", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "invited_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="invited on"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guests",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
            ],
            options={"verbose_name": "guest", "verbose_name_plural": "guests", "ordering": ["-pk"]},
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["invited", "declined", "taken-back"])),
                name="guest_answer_is_known",
                violation_error_message="A guest is invited, does not come, or was taken back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["guest", "speaker"])),
                name="guest_part_is_known",
                violation_error_message="Choose one of the two.",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "taken-back"), _negated=True),
                fields=("event", "email"),
                name="guest_once_at_an_event",
                violation_error_message="Somebody with this address is invited to the event already.",
            ),
        ),
    ]
