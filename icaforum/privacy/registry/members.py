"""The classes of the fields of cities, their people, and the ways in."""

from icaforum.privacy.classes import Classes

MEMBERS = {
    "cities.accessrequest": Classes(
        personal="name email language message",
        person="answered_by",
        plain="id city sent_at escalated_at answered_at granted",
    ),
    "cities.application": Classes(
        personal="person_name position email",
        words="interest commitment evidence lessons reason",
        notes="note need",
        person="opened_by decided_by",
        opens="link_version",
        plain=(
            "id kind state language city city_name name_keys country website experience links sent_at "
            "confirmed_at taken_up_at decided_at withdrawn_at tier"
        ),
    ),
    "cities.application_backed_by": Classes(plain="id application city"),
    "cities.application_themes": Classes(plain="id application theme"),
    "cities.applicationdraft": Classes(
        personal="answers email",
        opens="link_version",
        plain="id kind application confirmed_at begun_on created_at changed_at",
    ),
    # The statement that cities publish; who wrote and signed it for them stands as keys.
    "cities.callcomment": Classes(
        words="text",
        notes="hidden_because",
        person="author",
        plain="id call city tier language is_named band region use written_at taken_back_at hidden_at",
    ),
    "cities.callversion": Classes(
        works="title addressee text", person="made_by", plain="id call number language fingerprint opened_at"
    ),
    "cities.jointcall": Classes(
        works="title addressee decides text handed_over_by answer outcome dropped_because",
        person="author",
        plain=(
            "id slug language answer_language outcome_language dropped_language "
            "answer_edited_at city sign_by drafted_at shown_at ready_at opened_at is_public reminded_at "
            "handed_over_on answer_due_on answered_on look_on ended_at dropped_at is_sample"
        ),
    ),
    "cities.reading": Classes(
        works="title text", person="written_by", plain="id call language of_version written_at"
    ),
    "cities.signature": Classes(
        works="decided_by_whom",
        person="signed_by withdrawn_by",
        plain=(
            "id version city tier signed_at decided_by decided_on agrees_public public_from went_public_at "
            "withdrawn_at"
        ),
    ),
    "cities.undecided": Classes(
        personal="call city remind_on reminded_at declined_at", person="person", plain="id"
    ),
    "cities.circle": Classes(plain="id group city"),
    "cities.circle_cities": Classes(plain="id circle city"),
    "cities.city": Classes(
        works="about",
        plain=(
            "id kind name slug sort_name other_names keys country region latitude longitude population "
            "time_zone languages pledge website is_sample"
        ),
    ),
    "cities.city_themes": Classes(plain="id city theme"),
    "cities.citynote": Classes(notes="text", person="written_by", plain="id city written_at"),
    "cities.clarification": Classes(
        words="text answer", person="asked_by", plain="id application asked_at answered_at"
    ),
    "cities.confirmation": Classes(
        person="answered_by",
        plain="id city year asked_at mails mailed_at staff_since answered_at takes_part",
    ),
    "cities.expertise": Classes(works="text", plain="id city theme language people is_offered"),
    "cities.helpmessage": Classes(
        words="text",
        person="author",
        plain="id request city language written_at by_mail waits attachments was_cut",
    ),
    "cities.helprequest": Classes(
        words="title text answer outcome",
        person="asked_by answered_by",
        plain=(
            "id city partner language answer_language outcome_language "
            "needed_by state asked_at put_at answer_days answered_at ended_at "
            "ended_early is_shown reminded_at staff_since asked_what_came_at follows is_sample "
            "ended_by_leaving_of"
        ),
    ),
    "cities.helprequest_themes": Classes(plain="id helprequest theme"),
    "cities.expertiseneed": Classes(
        words="text suggests",
        notes="outcome",
        person="written_by",
        plain="id city theme language named_at settled_at",
    ),
    "cities.grounds": Classes(notes="interest commitment evidence need", plain="id membership"),
    "cities.grounds_backed_by": Classes(plain="id grounds city"),
    "cities.invitation": Classes(
        personal="email name role language",
        notes="note origin",
        person="invited_by accepted_by",
        opens="link_version",
        plain="id city entered_at sent_at expires_at along_with accepted_at revoked_at",
    ),
    "cities.launchrow": Classes(
        personal="cells answers found",
        plain="id sheet number settled left_out verdict does city invitation",
    ),
    "cities.launchsheet": Classes(
        notes="file_name note origin stopped",
        person="made_by asked_by",
        plain="id notes made_at day_first version checked_version summary asked_at done_at dropped_at",
    ),
    "cities.letter": Classes(
        private="text language",
        person="sender",
        plain="id thread from_city city by_mail attachments was_cut waits sent_at",
    ),
    "cities.thread": Classes(plain="id is_personal started_at last_at"),
    "cities.side": Classes(plain="id thread city"),
    "cities.part": Classes(person="person", plain="id thread city takes_part read_up_to"),
    "cities.letteranswer": Classes(
        private="text",
        person="sender to",
        plain="id letter attachments was_cut written_at passed_on_at",
    ),
    "cities.wantoffer": Classes(
        works="text",
        notes="hidden_because",
        person="author",
        plain="id city kind theme language use written_at edited_at hidden_at",
    ),
    "cities.measure": Classes(
        works="title summary text for_whom ended_because cost did_not_work",
        notes="hidden_because",
        person="author public_agreed_by",
        plain=(
            "id city slug language stage begins_in ends_in strands drafted_at shown_at changed_at looked_at "
            "featured_at hidden_at seal figures_seal public_seal public_agreed_at is_sample"
        ),
    ),
    "cities.measure_themes": Classes(plain="id measure theme"),
    "cities.indicator": Classes(
        works="name group comparison definition target_source",
        notes="hidden_because",
        plain=(
            "id measure kind unit unit_one good against target_year target_group target_comparison "
            "target_gap target_on baseline decimals every adds_up next_on hidden_at written_at"
        ),
    ),
    "cities.observation": Classes(
        works="source note",
        plain="id indicator year day group comparison group_n comparison_n source_day",
    ),
    "cities.membership": Classes(
        notes="reason pause_reason", plain="id city tier since until paused_at entered_at"
    ),
    "cities.report": Classes(
        notes="reason outcome",
        person="reported_by settled_by",
        plain="id target_type target_id reported_at settled_at",
    ),
    # A keyed digest, from which nobody reads an address: what keeps us from writing to it again.
    "cities.objection": Classes(plain="id digest said_at"),
    "cities.officer": Classes(
        personal="position", person="person", plain="id city role since until put_away"
    ),
    "cities.partnerterms": Classes(
        works="price interests", plain="id city answer_days is_paused language regions"
    ),
    "cities.recommendation": Classes(
        notes="because", person="person", plain="id application says written_at"
    ),
    "cities.theme": Classes(plain="id slug names descriptions position"),
    "cities.tierplan": Classes(
        notes="reason", person="planned_by", plain="id membership tier counts_from planned_at"
    ),
    "cities.user": Classes(
        personal=(
            "email name greeting language reads time_zone zone_confirmed_at last_login is_staff is_superuser "
            "staff_invited_at staff_invitation_ends_at staff_until"
        ),
        opens="password",
        plain="id address_to_settle is_active joined_at erased_at",
    ),
    "cities.user_groups": Classes(person="user", plain="id group"),
    "cities.user_user_permissions": Classes(person="user", plain="id permission"),
}
