"""Addresses in a field that cleans them: no column changes."""

import icaforum.words.mail_fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0003_name_clarifications'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='email',
            field=icaforum.words.mail_fields.MailAddressField(error_messages={'unique': 'Somebody has an account with this address already.'}, max_length=254, unique=True, verbose_name='e-mail address'),
        ),
        migrations.AlterField(
            model_name='application',
            name='email',
            field=icaforum.words.mail_fields.MailAddressField(max_length=254, verbose_name='e-mail address at work'),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='email',
            field=icaforum.words.mail_fields.MailAddressField(max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AlterField(
            model_name='accessrequest',
            name='email',
            field=icaforum.words.mail_fields.MailAddressField(max_length=254, verbose_name='e-mail address at work'),
        ),
    ]
