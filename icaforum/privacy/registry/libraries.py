"""The classes of the fields of libraries, which cannot say it of themselves."""

from icaforum.privacy.classes import Classes

LIBRARIES = {
    "account.emailaddress": Classes(personal="email", person="user", plain="id verified primary"),
    "account.emailconfirmation": Classes(opens="key", plain="id email_address created sent"),
    "admin.logentry": Classes(
        personal="action_time object_id object_repr action_flag change_message",
        person="user",
        plain="id content_type",
    ),
    "auth.group": Classes(plain="id name"),
    "auth.group_permissions": Classes(plain="id group permission"),
    "auth.permission": Classes(plain="id name content_type codename"),
    "contenttypes.contenttype": Classes(plain="id app_label model"),
    "guardian.groupobjectpermission": Classes(plain="id permission content_type object_pk group"),
    "guardian.userobjectpermission": Classes(person="user", plain="id permission content_type object_pk"),
    "mfa.authenticator": Classes(
        personal="type created_at last_used_at", opens="data", person="user", plain="id"
    ),
    # Who wrote an earlier wording, as the key of the person (`cities.people.middleware.writer`).
    "pghistory.context": Classes(person="metadata", plain="id created_at updated_at"),
    "sessions.session": Classes(opens="session_key session_data", plain="expire_date"),
    "socialaccount.socialaccount": Classes(
        personal="provider uid last_login date_joined extra_data", person="user", plain="id"
    ),
    # Never filled: who signs people in stands in the environment, and no token of theirs is kept.
    "socialaccount.socialapp": Classes(
        opens="secret", plain="id provider provider_id name client_id key settings"
    ),
    "socialaccount.socialtoken": Classes(opens="token token_secret", plain="id app account expires_at"),
    "usersessions.usersession": Classes(
        personal="ip user_agent created_at last_seen_at",
        person="user",
        opens="session_key data",
        plain="id",
    ),
}
