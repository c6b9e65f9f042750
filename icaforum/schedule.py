"""All that happens by the clock, in one table, in UTC.

Every entry is a planner or a sweeper that looks at rows and can catch up; none does anything that
may not be done twice. Local time is data on the rows, never in this table.
"""

from typing import Any

from celery.schedules import crontab

# In seconds, or by the minutes of the clock.
SCHEDULE: dict[str, dict[str, Any]] = {
    "send the mails that are due": {"task": "icaforum.outbox.tasks.drain_outbox", "schedule": 15.0},
    "settle mails whose sender vanished": {"task": "icaforum.outbox.tasks.sweep_outbox", "schedule": 60.0},
    "forget the words of old mails": {
        "task": "icaforum.outbox.tasks.tidy_outbox",
        "schedule": crontab(hour=3, minute=40),
    },
    "take in mails that came": {"task": "icaforum.inbound.tasks.look_for_mail", "schedule": 30.0},
    "forget mails that came long ago": {
        "task": "icaforum.inbound.tasks.forget_arrivals",
        "schedule": crontab(hour=3, minute=15),
    },
    "keep what ended outside the database": {
        "task": "icaforum.backups.tasks.keep_ledger",
        "schedule": crontab(),
    },
    "look at the portal from outside": {
        "task": "icaforum.ready.tasks.look_from_outside",
        "schedule": crontab(),
    },
    "throw away applications that nobody confirmed": {
        "task": "cities.joining.tasks.purge_unconfirmed_applications",
        "schedule": crontab(minute=20),
    },
    "change tiers on their day": {
        "task": "cities.joining.tasks.change_planned_tiers",
        "schedule": crontab(),
    },
    "ask cities whether they still take part": {
        "task": "cities.yearly.tasks.ask_for_the_year",
        "schedule": crontab(minute=35),
    },
    "end the rights of colleagues": {"task": "cities.people.tasks.end_work", "schedule": crontab()},
    "remind of invitations": {
        "task": "cities.invitations.tasks.remind_invitations",
        "schedule": crontab(minute="*/15"),
    },
    "delete invited people who never came": {
        "task": "cities.invitations.tasks.forget_unanswered_invitations",
        "schedule": crontab(minute=50),
    },
    "go on with imports": {"task": "cities.launch.tasks.go_on_with_imports", "schedule": crontab()},
    "delete files that nobody imported": {
        "task": "cities.launch.tasks.forget_old_sheets",
        "schedule": crontab(minute=55),
    },
    "delete what nobody needs any more": {
        "task": "icaforum.privacy.tasks.forget_old_rows",
        "schedule": crontab(hour=3, minute=10),
    },
    "finish erasing people": {
        "task": "icaforum.privacy.tasks.finish_erasing",
        "schedule": crontab(minute=5),
    },
    "delete sign-ins that are over": {
        "task": "icaforum.privacy.tasks.forget_sign_ins",
        "schedule": crontab(hour=3, minute=25),
    },
    "pass on requests for a place": {
        "task": "cities.invitations.tasks.escalate_access_requests",
        "schedule": crontab(minute="*/15"),
    },
    "end the pairings of cities that left": {
        "task": "pilots.pairings.tasks.end_pairings_of_departed",
        "schedule": crontab(),
    },
    "let answers by mail go up": {
        "task": "resources.questions.tasks.put_up_answers",
        "schedule": 60.0,
    },
    "look after joint calls": {
        "task": "cities.advocacy.tasks.look_after_calls",
        "schedule": crontab(minute=35),
    },
    "look after calls for peers": {
        "task": "pilots.interest.tasks.look_after_peer_calls",
        "schedule": crontab(minute=55),
    },
    "ask how pairings go": {
        "task": "pilots.pulse.tasks.look_after_pairings",
        "schedule": crontab(minute=35),
    },
    "look after requests for help": {
        "task": "cities.partners.tasks.look_after_help",
        "schedule": crontab(minute=35),
    },
    "look after organisations at the table": {
        "task": "cities.partners.tasks.look_after_tables",
        "schedule": crontab(minute=40),
    },
    "look after questions": {
        "task": "resources.questions.tasks.look_after_questions",
        "schedule": crontab(minute=25),
    },
    "let go up by itself what came of uses": {
        "task": "resources.uses.tasks.put_up_what_came",
        "schedule": 60.0,
    },
    "ask what came of uses": {
        "task": "resources.uses.tasks.ask_what_came",
        "schedule": crontab(minute=55),
    },
    "ask cities again whether they may be quoted": {
        "task": "resources.lessons.tasks.ask_cities_again",
        "schedule": crontab(minute=45),
    },
    "tell cities of papers that quote them": {
        "task": "resources.lessons.tasks.tell_cities_of_papers",
        "schedule": crontab(minute="*/10"),
    },
    "tell of texts in short to be checked anew": {
        "task": "resources.briefs.tasks.tell_of_sent_back",
        "schedule": crontab(minute="5-59/10"),
    },
    "ask again to check texts in short": {
        "task": "resources.briefs.tasks.ask_checkers_again",
        "schedule": crontab(minute=50),
    },
    "read files of the library that nobody has read": {
        "task": "resources.library.tasks.read_new_files",
        "schedule": 300.0,
    },
    "write files of the library as text": {
        "task": "resources.transcripts.tasks.write_texts",
        "schedule": 60.0,
    },
    "keep the index of the search true": {
        "task": "resources.library.tasks.refresh_search",
        "schedule": 300.0,
    },
    "sweep files of the library that nothing names": {
        "task": "resources.library.tasks.sweep_files",
        "schedule": crontab(hour=3, minute=40),
    },
    "sweep files sent in that nothing names": {
        "task": "resources.contributions.tasks.sweep_files_sent_in",
        "schedule": crontab(hour=3, minute=45),
    },
    "remind people of their events": {"task": "events.places.tasks.send_reminders", "schedule": crontab()},
    "remind guests of events": {
        "task": "events.guests.tasks.send_guest_reminders",
        "schedule": crontab(),
    },
    "settle the places of events": {"task": "events.places.tasks.settle_places", "schedule": crontab()},
    "send the weekly mail": {"task": "icaforum.digest.tasks.send_digests", "schedule": crontab(minute="*/5")},
}
