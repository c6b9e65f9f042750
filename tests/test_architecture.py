"""The shape of the house: one direction of imports, verbs that leave a line, one place that decides.

What a linter knows is in pyproject.toml, what only we know about style in test_style; this file holds what
DESIGN calls the patterns. Each rule is shown to see a bad sample.
"""

import ast
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db.models import BaseConstraint
from django.http import HttpRequest

from icaforum.audit.record import Refused
from icaforum.audit.verbs import VERBS as VERBS_IN_WORDS
from icaforum.outbox.asking import MailingAdmin

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cities", "pilots", "resources", "events")
PRODUCT = ("icaforum", *APPS)
LONGEST_FILE, LONGEST_FUNCTION = 400, 50

# Public functions beside the verbs that are no verb: verbs are made of them, or the sign-in mails by them.
PARTS_OF_VERBS = {
    "cities.invitations.actions.access_requests.pass_on_unled",
    "cities.invitations.actions.inviting.key_of_mail",
    "cities.joining.actions.applying.refuse_who_cannot_apply",
    "cities.joining.actions.applying.sent_before",
    "cities.joining.actions.memberships.moment_of_day",
    "cities.launch.actions.sending.in_turn",
    "cities.launch.actions.sending.invitations_of",
    "cities.people.actions.signing_in.send_code",
    "cities.people.actions.signing_in.tell_of_change",
    "cities.people.actions.signing_in.tell_unknown",
    "cities.people.actions.teams.end_seat",
    "events.places.actions.entitled",
    "events.places.actions.is_settled",
    "events.planning.actions.announce.tell",
    "events.planning.actions.announce.tell_changed",
    "events.planning.actions.announce.who_came_since",
    "events.planning.actions.announce.whom_to_tell",
    "events.planning.actions.entries.derive_moments",
    "events.planning.actions.entries.free_slug",
    "events.planning.actions.entries.refuse_bad_time",
}
# Verbs that need no line of their own, and why.
NO_LINE_OF_ITS_OWN = {
    "cities.invitations.actions.instead.offer_instead": "calls revoke_invitation and invite, which do",
    "cities.joining.actions.drafting.begin_again": "a draft is its writer's own, until it is sent",
    "cities.joining.actions.drafting.confirm_draft": "a draft is its writer's own, until it is sent",
    "cities.joining.actions.drafting.keep_answers": "a draft is its writer's own, until it is sent",
    "cities.joining.actions.drafting.mail_link": "a draft is its writer's own, until it is sent",
    "cities.joining.actions.drafting.send_draft": "calls apply_to_join or apply_as_partner, which do",
    "cities.joining.actions.drafting.throw_away": "a draft is its writer's own, until it is sent",
    "cities.joining.actions.links.resend_links": "changes nothing; mails links once more",
    "cities.partners.actions.helping.look_elsewhere": "calls decline and go_on_looking, which do",
    "cities.people.actions.accounts.correct_address": "calls note_security_change, which writes it",
    "cities.people.actions.accounts.correct_colleague": "calls note_security_change, which writes it",
    "cities.people.actions.accounts.remove_second_step": "calls note_security_change, which writes it",
    "cities.sharing.actions.grant_at_birth": "the line of whoever makes the object stands for it",
    "pilots.pairings.actions.talk.comment_in": "calls comment, which does",
    "pilots.interest.actions.answering.keep_interest": "a draft is its writer's own, until it is sent",
    "resources.contributions.actions.writing.drop_draft": "a draft is its writer's own, until it is sent",
    "resources.contributions.actions.writing.leave_file_out": "a draft is its writer's own, until it is sent",
    "resources.contributions.actions.writing.keep_draft": "a draft is its writer's own, until it is sent",
    "resources.questions.actions.asking.drop_draft": "a draft is its writer's own, until it is sent",
    "resources.questions.actions.asking.keep_draft": "a draft is its writer's own, until it is sent",
    "cities.sharing.actions.choose": "calls grant and revoke, which write theirs",
    "events.planning.actions.audience.choose": "calls grant and revoke, which write theirs",
}
# Verbs of people who have no account yet: a signed link from their mailbox stands for them.
BY_NOBODY = {
    "cities.invitations.actions.access_requests.ask_for_access",
    "cities.invitations.actions.forgetting.say_no_thanks",
    "cities.invitations.actions.inviting.renew_invitation",
    "cities.joining.actions.links.resend_links",
    "cities.people.actions.colleagues.settle_work",
}


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


# One direction ----------------------------------------------------------------------------------------------


def test_the_apps_stand_in_one_order():
    lint = Path(sys.executable).parent / "lint-imports"

    run = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout


def contracts():
    """The layers of pyproject.toml: the package they stand in ("" for the whole house) and their names."""
    found = {}
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]:
        if contract["type"] != "layers":
            continue
        names = {name.strip(" ()") for line in contract["layers"] for name in re.split(r"[|:]", line)}
        for container in contract.get("containers", [""]):
            found.setdefault(container, set()).update(names)
    return found


# They hold data, or what Django asks for; nothing is imported from there.
NO_STORIES = {"migrations", "data"}


def unplaced(modules, layers):
    """Modules that no layer holds, and packages of stories whose files no contract orders.

    import-linter checks only what a layer names: a module beside them may import whatever it likes.
    """
    packages = {name.rpartition(".")[0] for name in modules} - {""}
    for module in modules:
        package, _dot, name = module.rpartition(".")
        if package and package in layers and name not in layers[package]:
            yield f"{module}: in no layer of {package}"
        if package == "icaforum" and module not in layers[""]:
            yield f"{module}: in no layer of the house"
        is_story = package in layers and package in APPS and module in packages
        if is_story and name not in NO_STORIES and module not in layers:
            yield f"{module}: its files stand in no order"


def modules_of(*packages):
    for package in packages:
        yield package
        yield from (
            found.name for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
        )


def test_every_module_stands_in_a_layer():
    assert sorted(unplaced(set(modules_of(*PRODUCT)), contracts())) == []


def test_a_module_in_no_layer_is_seen():
    layers = {"": {"cities", "icaforum.words"}, "cities": {"people"}, "cities.people": {"models"}}
    modules = {
        *("cities", "cities.people", "cities.people.models", "cities.people.helpers", "cities.utils"),
        *("icaforum", "icaforum.words", "icaforum.common"),
    }

    assert sorted(unplaced(modules, layers)) == [
        "cities.people.helpers: in no layer of cities.people",
        "cities.utils: in no layer of cities",
        "icaforum.common: in no layer of the house",
    ]


def test_a_story_whose_files_stand_in_no_order_is_seen():
    layers = {"": {"cities"}, "cities": {"people"}}
    modules = {"cities", "cities.people", "cities.people.models"}

    assert list(unplaced(modules, layers)) == ["cities.people: its files stand in no order"]


# Verbs ------------------------------------------------------------------------------------------------------


def public_functions():
    """The public functions of every module that is called `actions`, or is inside a package of that name."""
    for app in APPS:
        for found in pkgutil.walk_packages(import_module(app).__path__, f"{app}."):
            if "actions" not in found.name.split("."):
                continue
            for name, value in vars(import_module(found.name)).items():
                function = inspect.unwrap(value)
                is_its_own = inspect.isfunction(function) and function.__module__ == found.name
                if is_its_own and not name.startswith("_"):
                    yield f"{found.name}.{name}", function


def actions():
    """Every verb: these functions, but for parts of verbs, words of refusals and planners of the clock."""
    for name, function in public_functions():
        if not (name in PARTS_OF_VERBS or makes_a_refusal(function) or is_planner(function)):
            yield name, function


def makes_a_refusal(function):
    """Called by verbs, for a refusal with its sentence."""
    made = inspect.signature(function).return_annotation
    return inspect.isclass(made) and issubclass(made, Refused)


def is_planner(function):
    """Called by the clock: it takes the moment and looks at rows by itself."""
    return set(inspect.signature(function).parameters) == {"now"}


def faults_of(function):
    """What keeps a verb from the pattern: `by`, and all but the object, by keyword; no page in sight."""
    parameters = list(inspect.signature(function).parameters.values())
    by_position = [p for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]
    if not any(p.name == "by" and p.kind == p.KEYWORD_ONLY for p in parameters):
        yield "has no keyword `by`"
    if len(by_position) > 1:
        yield "takes more than its object by position"
    if any("HttpRequest" in str(p.annotation) or "Form" in str(p.annotation) for p in parameters):
        yield "knows of a page"


VERBS = dict(actions())


def test_verbs_are_found_in_every_app_and_no_exception_outlives_its_function():
    exceptions = PARTS_OF_VERBS | set(NO_LINE_OF_ITS_OWN) | BY_NOBODY

    assert {name.split(".")[0] for name in VERBS} == set(APPS)
    assert exceptions - {name for name, _function in public_functions()} == set()


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_has_the_shape_of_a_verb(name):
    assert list(faults_of(VERBS[name])) == (["has no keyword `by`"] if name in BY_NOBODY else [])


def test_a_verb_of_another_shape_is_seen():
    def approve(application, tier, request: HttpRequest): ...

    assert list(faults_of(approve)) == [
        "has no keyword `by`",
        "takes more than its object by position",
        "knows of a page",
    ]


def records_in(tree, name):
    """Whether a function writes its line of history, itself or through a helper of its own module."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    seen, wanted = set(), [name]
    while wanted:
        current = wanted.pop()
        if current in seen or current not in functions:
            continue
        seen.add(current)
        for node in ast.walk(functions[current]):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in {"record", "record_all"}:
                    return True
                wanted.append(called)
    return False


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_leaves_a_line_of_history(name):
    if name in NO_LINE_OF_ITS_OWN:
        pytest.skip(NO_LINE_OF_ITS_OWN[name])
    tree = ast.parse(inspect.getsource(inspect.getmodule(VERBS[name])))

    assert records_in(tree, VERBS[name].__name__)


def test_a_verb_without_a_line_is_seen():
    tree = ast.parse(
        "def approve(x, *, by):\n    x.save()\n\ndef decline(x, *, by):\n    record('declined', x, by=by)"
    )

    assert [records_in(tree, "approve"), records_in(tree, "decline")] == [False, True]


def stored_verbs():
    """Every verb that a line of history may hold, as it stands in the calls of `record` and its helpers."""
    for path, text in sources(*PRODUCT):
        for node in ast.walk(ast.parse(text)):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "record",
                "record_all",
                "_done",
            }
            if called and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value, path


def test_every_verb_of_the_history_has_words_for_people():
    import_module("icaforum.urls")  # whose pages name what the verbs behind them are called
    assert {verb for verb, _path in stored_verbs()} - set(VERBS_IN_WORDS) == set()


# One place that decides -------------------------------------------------------------------------------------


SHARED = ("Resource", "Event", "PilotProject", "Pairing")
PAGES = ("views", "desk", "home", "feeds")


def unguarded(path, text):
    """Statements of a page's module that read a shared object without asking who looks."""
    if not set(Path(path).with_suffix("").parts) & set(PAGES):
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Attribute) or node.attr != "objects":
            continue
        if getattr(node.value, "id", "") not in SHARED:
            continue
        line = ast.get_source_segment(text, node) or ""
        if f"{line}.visible_to(" not in "".join(text.split()):
            yield f"{path}:{node.lineno}: {line}"


def test_pages_read_shared_objects_through_visible_to():
    assert [fault for path, text in sources(*PRODUCT) for fault in unguarded(path, text)] == []


def test_a_page_that_reads_all_is_seen():
    bad = "def page(request):\n    return Event.objects.all()\n"

    assert list(unguarded("events/views.py", bad)) == ["events/views.py:2: Event.objects"]


def tiers_compared(path, text):
    """Comparisons with a named tier outside the one table."""
    if path == "cities/directory/tiers.py":
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            if any(isinstance(p, ast.Attribute) and getattr(p.value, "id", "") == "Tier" for p in parts):
                yield f"{path}:{node.lineno}"


def test_no_tier_is_compared_by_name_outside_its_table():
    assert [fault for path, text in sources(*PRODUCT) for fault in tiers_compared(path, text)] == []


def test_a_comparison_by_name_is_seen():
    assert list(tiers_compared("events/rules.py", "ok = tier >= Tier.PEER")) == ["events/rules.py:1"]


# Locks ------------------------------------------------------------------------------------------------------


# Where nobody waits for an answer: the clock's and the sender's, whose failures are noted, and what skips
# rows that are locked.
LOCKS_OF_THE_CLOCK = {
    "cities/joining/actions/drafting.py": "purge_drafts",
    "cities/joining/actions/applying.py": "_purge",
    "cities/launch/actions/importing.py": "_go_on_with",
    "resources/library/search/refresh.py": "make_anew",
    "icaforum/privacy/keeping.py": "_forget",
    "icaforum/inbound/receiving.py": "_claimed",
    "icaforum/outbox/gate.py": "",
    "icaforum/outbox/send.py": "",
    "icaforum/outbox/sweep.py": "",
}


def bare_locks(path, text):
    """Locks on rows outside of `locked` and `locking`, which say in a sentence why one did not come."""
    tree = ast.parse(text)
    said = {id(inner) for node in ast.walk(tree) if says_why(node) for inner in ast.walk(node)}
    of_the_clock = LOCKS_OF_THE_CLOCK.get(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and of_the_clock in {"", node.name}:
            said |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update" and id(node) not in said:
            yield f"{path}:{node.lineno}"


def says_why(node):
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "locked"
    if isinstance(node, ast.With):
        return any(
            getattr(getattr(it.context_expr, "func", None), "id", "") == "locking" for it in node.items
        )
    return False


def test_every_lock_says_why_it_does_not_come():
    assert [fault for path, text in sources(*PRODUCT) for fault in bare_locks(path, text)] == []


def test_a_lock_without_a_sentence_is_seen():
    bad = "city = City.objects.select_for_update().get(pk=1)"
    good = "locked(City.objects.select_for_update(), 1)\nwith locking():\n    x.select_for_update().first()"

    assert list(bare_locks("cities/actions.py", bad)) == ["cities/actions.py:1"]
    assert list(bare_locks("cities/actions.py", good)) == []


# The clock --------------------------------------------------------------------------------------------------


MODULES_OF_TIME = {"timezone", "datetime", "date", "dt", "time"}
TEMPLATE_CLOCK = re.compile(r"\{%\s*now\b|\|\s*(?:timesince|timeuntil|naturaltime|naturalday)\b")
# Where the clock of the process decides nothing, and why. Everything else asks the database.
MAY_ASK_THE_PROCESS = {
    "icaforum/words/times.py": "only whether a day is said with its year",
    "icaforum/words/zones.py": "only the hours that a list of zones says beside their names",
    "icaforum/pages/styleguide.py": "samples, in the demo alone",
    "icaforum/pages/public.py": "security.txt says a year from now, and is made anew each time",
    "icaforum/demo": "sample data: it is new when it is loaded",
    "cities/people/known_devices.py": "400 days, as browsers keep it; the cookie opens nothing",
}


def asks_the_process(path, text):
    """Where a module takes the time of its process: which may be wrong, and differ from the next one's."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.ImportFrom(module="time", names=names):
                found = any(name.name in {"time", "time_ns", "localtime", "gmtime"} for name in names)
            case ast.Attribute(value=ast.Name(id="time"), attr="time" | "time_ns" | "gmtime" | "localtime"):
                found = True
            # Without a call as well: `default=timezone.now`.
            case ast.Attribute(
                value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr="now" | "utcnow" | "today"
            ):
                found = owner in MODULES_OF_TIME
            case ast.Call(func=ast.Attribute(attr="localdate" | "localtime"), args=[]):
                found = not any(word.arg == "value" for word in node.keywords)
            case ast.Call(
                func=ast.Attribute(attr="loads" | "unsign" | "unsign_object" | "get_signed_cookie")
            ):
                found = any(word.arg == "max_age" for word in node.keywords)
            case ast.keyword(arg="auto_now" | "auto_now_add" | "countdown" | "eta"):
                found = True
            case _:
                found = False
        if found:
            yield f"{path}:{getattr(node, 'lineno', 0)}"


def is_let(path):
    return any(path == name or path.startswith(f"{name}/") for name in MAY_ASK_THE_PROCESS)


def test_the_time_comes_from_the_database():
    found = [fault for path, text in sources(*PRODUCT) for fault in asks_the_process(path, text)]
    asking = {fault.partition(":")[0] for fault in found}
    templates = [
        str(path) for path in (ROOT / "templates").rglob("*.*") if TEMPLATE_CLOCK.search(path.read_text())
    ]

    assert sorted(fault for fault in found if not is_let(fault.partition(":")[0])) == []
    assert templates == []
    assert {
        name for name in MAY_ASK_THE_PROCESS if not any(f"{a}/".startswith(f"{name}/") for a in asking)
    } == set()


@pytest.mark.parametrize(
    "line",
    [
        "timezone.now()",
        "datetime.now(tz=UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "timezone.localdate()",
        "timezone.localtime(timezone=zone)",
        "time.time()",
        "from time import time",
        "DateTimeField(default=timezone.now)",
        "DateTimeField(auto_now=True)",
        "signing.loads(text, max_age=60)",
        "task.apply_async(countdown=60)",
    ],
)
def test_the_clock_of_the_process_is_seen(line):
    assert list(asks_the_process("events/rules.py", line)) == ["events/rules.py:1"]


def test_other_uses_of_time_are_none():
    fine = "timezone.localdate(moment)\ntime.monotonic()\nrequest_now()\nreader_today()\nNow()"

    assert list(asks_the_process("events/rules.py", fine)) == []
    assert [
        bool(TEMPLATE_CLOCK.search(text)) for text in ('{% now "Y" %}', "{{ day|timesince }}", "{{ now }}")
    ] == [
        True,
        True,
        False,
    ]


# Sizes, and rows --------------------------------------------------------------------------------------------


def too_long(path, text):
    if (lines := text.count("\n")) > LONGEST_FILE:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.FunctionDef)
            and (size := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
        ):
            yield f"{path}:{node.lineno} {node.name}: {size} lines"


def test_files_and_functions_can_be_read_at_once():
    assert [fault for path, text in sources(*PRODUCT) for fault in too_long(path, text)] == []


def test_a_long_function_is_seen():
    body = "".join(f"    x = {number}\n" for number in range(60))

    assert list(too_long("events/views.py", f"def page():\n{body}")) == ["events/views.py:1 page: 61 lines"]


def test_pages_whose_save_is_an_action_ask_before_it_mails():
    by_action = {
        type(page)
        for page in admin.site._registry.values()
        if getattr(page, "edit", None) or getattr(page, "create", None)
    }

    assert by_action
    # The settings mail nobody, and stand beneath the mails, which read them.
    assert {page.__name__ for page in by_action if not issubclass(page, MailingAdmin)} == {
        "ForumSettingsAdmin"
    }


OURS = [
    model
    for app in ("cities", "pilots", "resources", "events")
    for model in apps.get_app_config(app).get_models()
]
CONSTRAINTS = {rule.name: rule for model in OURS for rule in model._meta.constraints}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_says_in_a_sentence_what_is_wrong(name):
    words = str(CONSTRAINTS[name].violation_error_message)

    assert name not in words
    assert words != str(BaseConstraint.default_violation_error_message)
    assert words[0].isupper()
    assert words.endswith(".")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_package_of_the_wiring_is_empty():
    assert (ROOT / "icaforum" / "__init__.py").read_text() == ""
