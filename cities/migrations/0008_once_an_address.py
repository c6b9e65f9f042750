"""One open invitation and one open request an address, compared as it stands: it is clean."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0007_addresses_are_clean'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('city', 'email'), name='invitation_one_open_for_an_address', violation_error_message='This address has an open invitation for this city already.'),
        ),
        migrations.RemoveConstraint(model_name='invitation', name='invitation_one_open_an_address'),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('city', 'email'), name='access_request_one_open_for_an_address', violation_error_message='This address has asked for a place in this city already.'),
        ),
        migrations.RemoveConstraint(model_name='accessrequest', name='access_request_one_open_an_address'),
    ]
