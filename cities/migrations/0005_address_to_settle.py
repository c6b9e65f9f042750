"""A mark for accounts whose address cannot be cleaned."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0004_addresses_in_their_own_field'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='address_to_settle',
            field=models.BooleanField(db_default=False, default=False, verbose_name='address to settle'),
        ),
    ]
