"""What the step before has made right stays so, whoever writes; and one address has one account, exactly."""

from django.db import migrations, models

CLEAN = '^[!-@\\[-~]*$'
WHOLE = 'Please write a whole e-mail address, such as name@city.example.'


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0006_clean_addresses'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('address_to_settle', True), ('email__regex', CLEAN), _connector='OR'), name='user_email_is_clean', violation_error_message=WHOLE),
        ),
        migrations.RemoveConstraint(model_name='user', name='user_email_once_in_any_case'),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', False), ('revoked_at__isnull', False), ('email__regex', CLEAN), _connector='OR'), name='invitation_email_is_clean', violation_error_message=WHOLE),
        ),
        # allauth's table: only a proved address opens an account. One that waits for its proof may be any.
        migrations.RunSQL(
            f"ALTER TABLE account_emailaddress ADD CONSTRAINT proved_address_is_clean CHECK (NOT verified OR email ~ '{CLEAN}')",
            'ALTER TABLE account_emailaddress DROP CONSTRAINT proved_address_is_clean',
        ),
    ]
