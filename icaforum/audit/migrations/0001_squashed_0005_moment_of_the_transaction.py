"""All tables of this app as they stand after 0005, for a new database: made at once, not step by step.

A database that has taken the steps goes on with them; both lead to the same tables.
"""

import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
import icaforum.words.new_tables
from django.db import migrations, models

# The history is written once: the database itself refuses to change it.
APPEND_ONLY = """
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();
"""
UNDO = """
DROP TRIGGER audit_entry_no_truncate ON audit_entry;
DROP TRIGGER audit_entry_no_change ON audit_entry;
DROP FUNCTION audit_entry_is_append_only();
"""


class Migration(migrations.Migration):

    replaces = [('audit', '0001_initial'), ('audit', '0002_mishap'), ('audit', '0003_find_by_details'), ('audit', '0004_find_by_day'), ('audit', '0005_moment_of_the_transaction')]

    initial = True

    dependencies = [
    ]

    operations = [
        icaforum.words.new_tables.NewTables(
            operations=[
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name='when')),
                        ('actor_id', models.BigIntegerField(help_text='Empty: the Forum itself, by the clock.', null=True, verbose_name='who')),
                        ('verb', models.CharField(max_length=60, verbose_name='what')),
                        ('target_type', models.CharField(max_length=60, verbose_name='kind of thing')),
                        ('target_id', models.CharField(max_length=60, verbose_name='its key')),
                        ('details', models.JSONField(default=dict, verbose_name='details')),
                    ],
                    options={
                        'verbose_name': 'history entry',
                        'verbose_name_plural': 'history',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['target_type', 'target_id', '-id'], name='audit_entry_target'), models.Index(fields=['actor_id', '-id'], name='audit_entry_actor'), django.contrib.postgres.indexes.GinIndex(fields=['details'], name='audit_entry_details', opclasses=['jsonb_path_ops']), models.Index(fields=['-at'], name='audit_entry_at')],
                    },
                ),
                migrations.CreateModel(
                    name='Mishap',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('planner', models.CharField(max_length=100, verbose_name='what was to be done')),
                        ('target_type', models.CharField(blank=True, max_length=60, verbose_name='kind of thing')),
                        ('target_id', models.CharField(blank=True, max_length=200, verbose_name='its key')),
                        ('error', models.TextField(verbose_name='error')),
                        ('count', models.PositiveIntegerField(default=1, verbose_name='times')),
                        ('first_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='first')),
                        ('last_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='last')),
                    ],
                    options={
                        'verbose_name': 'failure',
                        'verbose_name_plural': 'failures',
                        'ordering': ['-last_at', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('planner', 'target_type', 'target_id'), name='audit_mishap_one_a_row')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
