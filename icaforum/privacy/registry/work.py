"""The classes of the fields of what cities do together, of the mails, and of the wiring."""

from icaforum.privacy.classes import Classes

_CIRCLE_GRANT = Classes(
    notes="reason", person="granted_by", plain="id permission granted_at until group content_object"
)
_PERSON_GRANT = Classes(
    notes="reason", person="user granted_by", plain="id permission granted_at until content_object"
)

# Its link stays good when the address is erased: by it the organisation takes its name back.
_AT_TABLE = Classes(
    personal="email",
    works="name place took_part changed they_say before",
    notes="hidden_because",
    person="written_by",
    plain=(
        "id thing city written_at kind language link_version state agreed_seal nothing_so_far asked_at "
        "reminded_at answered_at objection mailbox_digest hidden_at"
    ),
)

WORK = {
    # Keys only: nobody can alter a line, and it says nothing of whoever is gone.
    "audit.entry": Classes(person="actor_id", plain="id at verb target_type target_id details"),
    "audit.mishap": Classes(notes="error", plain="id planner target_type target_id count first_at last_at"),
    "backups.backup": Classes(
        plain="id made_at folder rows files size tried_at tried_from_elsewhere",
    ),
    "digest.follow": Classes(personal="theme city kind since", person="person", plain="id"),
    "events.agendaitem": Classes(works="title what room", words="who", plain="id event day begins ends"),
    # Of the tool of the meeting: who somebody says that they are. Deleted after a while, or with the person.
    "events.attendancereport": Classes(
        words="file_name", person="read_by", plain="id event source digest notes read_at written_at"
    ),
    "events.attendancerow": Classes(
        personal="address parts",
        names="name",
        plain="id report number verdict found offers answer chosen",
    ),
    "cities.measureorganisation": _AT_TABLE,
    "events.calendarfeed": Classes(person="person", opens="number", plain="id scope created_at"),
    "events.calendarfeed_themes": Classes(plain="id calendarfeed theme"),
    "events.circular": Classes(words="subject text", person="written_by", plain="id event written_at"),
    "events.event": Classes(
        works="title summary description take_home place interpretation recording_note",
        plain=(
            "id level open_to_partners kind state slug uid local_date local_time time_zone duration "
            "starts_at ends_at sequence schedule_version capacity join_url passcode dial_in languages "
            "recording slides published_at told_at is_sample"
        ),
    ),
    "events.event_host_cities": Classes(plain="id event city"),
    "events.event_themes": Classes(plain="id event theme"),
    "events.eventcirclegrant": _CIRCLE_GRANT,
    "events.eventpersongrant": _PERSON_GRANT,
    "events.eventorganisation": _AT_TABLE,
    "events.guest": Classes(
        personal="name email language",
        person="invited_by",
        opens="link_version uid",
        plain="id event part answer turn invited_at",
    ),
    "events.notice": Classes(
        words="why",
        person="made_by",
        plain="id event kind version before was_starts_at was_ends_at made_at told_at undone_at",
    ),
    # That somebody came is a number of the city; how long, and when they came in, is theirs.
    "events.registration": Classes(
        personal="opened_at minutes",
        person="person",
        opens="uid",
        plain="id event city answer turn created_at answered_at queued_at came came_said_at came_from",
    ),
    "events.speaker": Classes(names="name", words="role", plain="id event city position"),
    "events.survey": Classes(plain="id event closes_at"),
    "events.surveyanswer": Classes(personal="words", plain="id question registration choice answered_at"),
    "events.surveyquestion": Classes(words="text", plain="id survey position standard kind choices"),
    # The secretariat's own: erasing its contact person is refused until another is named.
    "forum.forumsettings": Classes(
        notes="signature",
        plain=(
            "id name contact_name contact_email time_zone promised_days closed_days max_peer_cities "
            "max_other_cities quiet_days digest_weekday digest_hour open_rooms"
        ),
    ),
    # What came is kept while it waits, and of what a person has to read: who wrote it, about what.
    "inbound.arrival": Classes(
        personal="raw sender subject text",
        notes="why",
        plain="id key received_at tries handled_at became settled_at",
    ),
    "outbox.attempt": Classes(notes="detail", plain="id message worker at outcome code"),
    "outbox.gate": Classes(notes="reason last_error", plain="id paused_at shut_until failures home"),
    "outbox.message": Classes(
        personal="address subject text html calendar reply_to sender_name language last_error",
        person="person",
        opens="dedupe_key ids",
        plain=(
            "id uuid kind message_id sensitive priority frozen_at state created_at wanted_at due_at "
            "expires_at attempts fence owner lease_until last_code accepted_at rebuffed_after unwritten_at"
        ),
    ),
    "outbox.optout": Classes(personal="kind", person="person", plain="id since"),
    "outbox.returned": Classes(personal="words", plain="message at over_at"),
    # Of an address that is known it can be computed, so it goes with its person.
    "outbox.suppression": Classes(personal="address_hash reason", plain="id since"),
    "outbox.ownwords": Classes(words="text", person="writer", plain="id written_at"),
    "pilots.comment": Classes(
        words="text", person="author", plain="id circle city language written_at edited_at taken_back_at"
    ),
    "pilots.consent": Classes(person="person", plain="id pairing city at"),
    "pilots.exchange": Classes(
        names="people",
        words="title said next",
        person="written_by",
        plain="id pairing kind starts_on ends_on host",
    ),
    "pilots.milestone": Classes(words="title", person="done_by", plain="id pairing owner due_on done_on"),
    "pilots.pairing": Classes(
        words="scope reason end_note",
        person="proposed_by",
        plain=(
            "id project pilot_city peer_city theme state circle proposed_at active_since ends_on ended_at"
        ),
    ),
    "pilots.interest": Classes(
        words="typed challenge goals gives_back backing answers",
        person="author lead deputy",
        plain=(
            "id call city state language languages hours reminded changed_at sent_at withdrawn_at "
            "pairing unmet"
        ),
    ),
    "pilots.peercall": Classes(
        works="title lead offers takes criteria questions",
        notes="dropped_because",
        plain=(
            "id slug language places hours_a_month closes_on decides_on answers_on starts_on ends_on "
            "opened_at decided_at dropped_at is_sample"
        ),
    ),
    "pilots.peercall_projects": Classes(plain="id peercall pilotproject"),
    "pilots.pulse": Classes(
        person="answered_by",
        plain=(
            "id pairing city number asked_at mails mailed_at staff_since going next_step answered_at "
            "settled_at"
        ),
    ),
    "pilots.silence": Classes(plain="id pairing since mails mailed_at staff_since settled_at"),
    "pilots.ruling": Classes(person="by", plain="id interest project is_apart at"),
    "pilots.wish": Classes(plain="id interest project number"),
    "pilots.pilotproject": Classes(
        works="sources",
        plain=(
            "id level open_to_partners slug capacity full_until languages stage starts_on ends_on "
            "published_at looked_at is_sample"
        ),
    ),
    "pilots.pilotproject_hosts": Classes(plain="id pilotproject city"),
    "pilots.pilotproject_themes": Classes(plain="id pilotproject theme"),
    "pilots.pilotprojectcirclegrant": _CIRCLE_GRANT,
    "pilots.pilotprojectpersongrant": _PERSON_GRANT,
    "pilots.projectorganisation": _AT_TABLE,
    "pilots.projecttext": Classes(
        works="title problem approach milestones took_part benefits offers", plain="id project language"
    ),
    "pilots.revision": Classes(
        works="changes",
        notes="note",
        person="author",
        plain="id project language city state changed_at submitted_at decided_at",
    ),
    "ready.confirmation": Classes(person="by", plain="what fingerprint at"),
    "ready.look": Classes(plain="id asked_at looked_at found"),
    "resources.answer": Classes(
        words="text",
        notes="hidden_because",
        person="author",
        plain=(
            "id city tier language is_named band region use question is_of_asker did_not_work by_mail "
            "written_at goes_up_at up_at edited_at helped_at taken_back_at hidden_at"
        ),
    ),
    "resources.contribution": Classes(
        words="title summary context steps results benefited did_not_work text",
        notes="note",
        person="author",
        plain=(
            "id city tier language is_named band region use shape kind project level open_to_partners "
            "residents state submitted_at decided_at resource renews is_sample"
        ),
    ),
    "resources.contribution_co_authors": Classes(plain="id contribution city"),
    "resources.contribution_themes": Classes(plain="id contribution theme"),
    "resources.contributiondraft": Classes(personal="shape typed changed_at", person="author", plain="id"),
    "resources.contributionfile": Classes(
        works="file_name",
        notes="taken_out_because",
        plain="id draft contribution is_current file file_type size added_at taken_out_at",
    ),
    "resources.hearing": Classes(personal="when", person="person", plain="id"),
    "resources.brief": Classes(
        words="text text_before",
        notes="ended_because",
        person="author checked_by",
        plain=(
            "id city tier language is_named band region use resource question answer written_at reminded_at "
            "checked_at sent_back_at told_back_at ended_at"
        ),
    ),
    "resources.followup": Classes(
        works="text",
        person="author",
        plain=(
            "id use station asked_at mails mailed_at staff_since outcome language by_mail answered_at "
            "goes_up_at up_at"
        ),
    ),
    "resources.measurepaper": Classes(plain="id measure paper added_at"),
    "resources.use": Classes(
        works="changed began",
        notes="hidden_because",
        person="author public_agreed_by",
        plain=(
            "id city tier language is_named band region use paper measure since counts_from said_at "
            "last_said_at stopped_at taken_back_at hidden_at seal public_seal public_agreed_at is_sample"
        ),
    ),
    "resources.lesson": Classes(
        words="title",
        person="made_by",
        plain="id question language made_at given_up_at in_library_at told_at resource",
    ),
    "resources.quote": Classes(
        words="words",
        notes="taken_out_because",
        person="author answered_by",
        plain=(
            "id city tier language is_named band region use lesson answer state asked_at reminded_at "
            "answered_at"
        ),
    ),
    # Its index is made of the words, and made anew with them.
    "resources.question": Classes(
        words="title details tried summary",
        notes="hidden_because",
        person="author summed_up_by",
        plain=(
            "id level open_to_partners city tier language is_named band region use asked_of asks_partners "
            "asked_at edited_at first_answer_at last_answer_at summed_up_at summary_edited_at closed_at "
            "hidden_at double_of closed_by_leaving summed_up_by_staff staff_since told_unanswered_at "
            "reminded_at is_sample search"
        ),
    ),
    "resources.question_themes": Classes(plain="id question theme"),
    "resources.questioncirclegrant": _CIRCLE_GRANT,
    "resources.questiondraft": Classes(personal="typed changed_at", person="author", plain="id"),
    "resources.questionpersongrant": _PERSON_GRANT,
    "resources.watch": Classes(personal="question hears", person="person", plain="id"),
    "resources.edition": Classes(
        works="title summary body what_did_not_work text file_name",
        plain=(
            "id resource language link file file_type size pages text_read_at could_not_be_read "
            "reading added_at"
        ),
    ),
    "resources.lastindexed": Classes(plain="id subject said"),
    # Made from the works, and made anew with them.
    "resources.resource": Classes(
        plain=(
            "id level open_to_partners slug kind is_unnamed band region state published_at review_by "
            "is_sample search search_version quotes_by_consent"
        ),
    ),
    "resources.resource_cities": Classes(plain="id resource city"),
    "resources.resource_themes": Classes(plain="id resource theme"),
    "resources.resourcecirclegrant": _CIRCLE_GRANT,
    "resources.resourcepersongrant": _PERSON_GRANT,
    "resources.paperorganisation": _AT_TABLE,
    "resources.searchwords": Classes(plain="id theme kind words"),
    "resources.bookmark": Classes(personal="resource since", person="person", plain="id"),
    "resources.shelf": Classes(works="titles sentences", plain="id slug is_published on_front position"),
    "resources.shelfpaper": Classes(plain="id shelf resource position"),
    # Made from the works as well, and gone with them.
    "resources.transcript": Classes(
        works="contents",
        plain="id edition file rules state partly pages parts size",
    ),
    "resources.transcriptpart": Classes(
        works="blocks", plain="id transcript number first_page last_page first_block"
    ),
}
