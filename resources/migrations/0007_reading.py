from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0006_keep_what_stands'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='reading',
            field=models.CharField(blank=True, choices=[('partly', 'only a part could be read'), ('locked', 'it asks for a password')], db_default='', default='', editable=False, max_length=10),
        ),
    ]
