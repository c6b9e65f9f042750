"""What partners are expert in, and on which terms they help."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0045_reports'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expertise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=600, verbose_name='what exactly')),
                ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], db_default='en', default='en', max_length=10, verbose_name='language of the text')),
                ('people', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)], verbose_name='people who know it')),
                ('is_offered', models.BooleanField(db_default=True, default=True, verbose_name='offered now')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expertise', to='cities.city', verbose_name='partner')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expertise', to='cities.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'expertise',
                'verbose_name_plural': 'expertise of partners',
                'ordering': ['city__sort_name', 'theme__position', 'theme__slug', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ExpertiseWords',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('text', models.TextField(max_length=600, verbose_name='what exactly')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='cities.expertise')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer_days', models.PositiveSmallIntegerField(db_default=5, default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='working days until a first answer')),
                ('is_paused', models.BooleanField(db_default=False, default=False, verbose_name='takes no requests just now')),
                ('price', models.TextField(blank=True, db_default='', default='', max_length=600, verbose_name='what a day costs, and who pays')),
                ('interests', models.TextField(blank=True, db_default='', default='', max_length=1000, verbose_name='interests it declares')),
                ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], db_default='en', default='en', max_length=10, verbose_name='language of these texts')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], max_length=30), blank=True, db_default=[], default=list, size=None, verbose_name='regions it works in')),
                ('city', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='cities.city', verbose_name='partner')),
            ],
            options={
                'verbose_name': 'terms of a partner',
                'verbose_name_plural': 'terms of partners',
                'ordering': ['city__sort_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PartnerTermsWords',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('price', models.TextField(blank=True, db_default='', default='', max_length=600, verbose_name='what a day costs, and who pays')),
                ('interests', models.TextField(blank=True, db_default='', default='', max_length=1000, verbose_name='interests it declares')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='cities.partnerterms')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='expertise',
            constraint=models.UniqueConstraint(fields=('city', 'theme'), name='expertise_one_a_theme', violation_error_message='This partner has said something on this theme already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expertise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cities_expertisewords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;', hash='154f5e6625208ee2a9b09b2e307d69399f4cf533', operation='INSERT', pgid='pgtrigger_insert_insert_28c26', table='cities_expertise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expertise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "cities_expertisewords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;', hash='c196b7a70e455916dea08b91d6e177f434398ae4', operation='UPDATE', pgid='pgtrigger_update_update_7373e', table='cities_expertise', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='partnerterms',
            constraint=models.CheckConstraint(condition=models.Q(('answer_days__range', (1, 30))), name='partner_terms_answer_in_bounds', violation_error_message='A first answer takes 1 to 30 working days.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnerterms',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cities_partnertermswords" ("interests", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price") VALUES (NEW."interests", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price"); RETURN NULL;', hash='0ef0507659b85b70cf2ae6d0d23fa2b1bfc65f16', operation='INSERT', pgid='pgtrigger_insert_insert_8ec3f', table='cities_partnerterms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnerterms',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."interests" IS DISTINCT FROM (NEW."interests") OR OLD."price" IS DISTINCT FROM (NEW."price"))', func='INSERT INTO "cities_partnertermswords" ("interests", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price") VALUES (NEW."interests", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price"); RETURN NULL;', hash='04c7b4451c6204e6f90828aa264458c8bc7c172c', operation='UPDATE', pgid='pgtrigger_update_update_55d63', table='cities_partnerterms', when='AFTER')),
        ),
    ]
