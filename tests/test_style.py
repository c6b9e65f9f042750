"""The style of the code, where no linter knows it. Each rule is shown to see a bad sample of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from tests import style

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def tree():
    """Every tracked text file of the project."""
    paths = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    files = {}
    for path in filter(None, paths):
        try:
            files[path] = (ROOT / path).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return files


# The rules, each with what it must see ------------------------------------------------------------

BAD = [
    (style.unread_texts, "cities/models.py", "from django.utils.translation import gettext as _t"),
    (style.unread_texts, "cities/joining/rules.py", "f\"{told} {_('You decide.')}\""),
    (style.ordered_unions, "cities/models.py", "rows.union(others)"),
    (style.colours, "static/css/base.css", "a { color: #fff; }"),
    (style.colours, "static/css/base.css", "a { background: rgb(0 0 0); }"),
    (style.colours, "static/css/base.css", "a { border: 1px solid rebeccapurple }"),
    (style.colours, "static/css/base.css", "a { --dot: hsl(1 2% 3%); }"),
    (style.colours, "templates/icaforum/home.html", '<path fill="#0b5d4b">'),
    (style.colours, "templates/cities/emails/welcome.html", '<td style="color:#123456;">'),
    (style.spaces, "static/css/base.css", "a { padding-inline-start: 7px; }"),
    (style.spaces, "static/css/base.css", "a { margin: 0 calc(var(--space-1) + 0.3rem); }"),
    (style.spaces, "static/css/base.css", "a { gap: 1rem }"),
    (style.addresses, "requirements/prod.txt", "--index-url https://packages.example.org/simple"),
    (style.recorded_indexes, "uv.lock", ""),
    (style.unfinished_merges, "static/css/base.css", "<" * 7 + " HEAD"),
    (style.unescaped, "cities/views/join.py", "return mark_safe(text)"),
    (style.unescaped, "templates/base.html", "{{ text|safe }}"),
    (style.unescaped, "templates/base.html", "{% autoescape off %}"),
    (style.unescaped, "templates/base.html", '<p style="color: red">'),
    (style.unescaped, "templates/base.html", '<button onclick="go()">'),
    (style.unescaped, "templates/base.html", "<script>go()</script>"),
    (style.unescaped, "templates/base.html", '<a href="javascript:go()">'),
    (style.late_imports, "cities/rules/join.py", "def rule():\n    import json\n"),
    (style.receivers, "cities/models/city.py", "from django.db.models.signals import post_save\n"),
    (style.receivers, "cities/models/city.py", "from django.dispatch import receiver\n"),
    (style.unused_templates, "templates/cities/forgotten.html", "<p>"),
    (style.unused_templates, "templates/cities/emails/forgotten.html", "Hello"),
    (style.machine_paths, "docs/deploy.md", "Clone it to /home/ada/portal"),
    (style.machine_paths, "Makefile", "PYTHON = /root/python"),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in BAD))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule, tree):
    assert list(rule(tree)) == []


@pytest.mark.parametrize(("rule", "path", "text"), BAD, ids=lambda value: getattr(value, "__name__", None))
def test_the_rule_sees_a_bad_sample(rule, path, text):
    assert len(list(rule({path: text}))) == 1


def test_a_good_style_sheet_is_left_alone():
    tree = {
        "static/css/base.css": """
            a { color: var(--coral); white-space: nowrap; margin: 0 var(--space-1); animation: snow 1s }
            /* red, 3px */ .red { border: 1px solid transparent; inline-size: 8px }
        """
    }

    assert [*style.colours(tree), *style.spaces(tree)] == []


# Translations -------------------------------------------------------------------------------------


def texts(catalog):
    said = ((context(m), flat(m.id), flat(m.string)) for m in catalog if m.id and not m.fuzzy)
    return {(where, text): translation for where, text, translation in said if any(translation)}


def context(message):
    """Read back from a compiled catalogue, it is still bytes."""
    return message.context.decode() if isinstance(message.context, bytes) else message.context


def flat(string):
    """One form or several, as a tuple."""
    return (string,) if isinstance(string, str) else tuple(string)


def stale(po):
    """Whether the compiled catalogue beside this one says something else, or is not there."""
    try:
        with po.open("rb") as written, po.with_suffix(".mo").open("rb") as compiled:
            return texts(read_po(written)) != texts(read_mo(compiled))
    except FileNotFoundError:
        return True


def test_compiled_translations_say_what_the_written_ones_say():
    assert [str(po) for po in sorted((ROOT / "locale").rglob("*.po")) if stale(po)] == []


PLURAL = '\nmsgctxt "a plan"\nmsgid "%(n)s step"\nmsgid_plural "%(n)s steps"\nmsgstr[0] "A"\nmsgstr[1] "B"\n'


def test_a_translation_changed_after_compiling_is_seen(tmp_path):
    po = tmp_path / "django.po"
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "City"\nmsgstr "Stadt"\n'
    )
    with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))
    assert not stale(po)

    po.write_text(po.read_text().replace("Stadt", "Ort"))

    assert stale(po)


# The linters: that they are set up to see ---------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "rule"),
    [
        ("def city(name):\n    return name\n", "ANN001"),
        ("def city(name: str) -> str:\n    import json\n\n    return json.dumps(name)\n", "PLC0415"),
        ("from django.utils.safestring import mark_safe\n\nX = mark_safe(input())\n", "S308"),
    ],
)
def test_the_linter_sees_a_bad_sample(sample, rule):
    command = [
        BIN / "ruff",
        "check",
        "--no-cache",
        "--output-format",
        "concise",
        "--stdin-filename",
        "cities/sample.py",
        "-",
    ]

    done = subprocess.run(command, cwd=ROOT, input=sample, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert rule in done.stdout


def test_the_formatter_sees_an_unformatted_file():
    command = [BIN / "ruff", "format", "--no-cache", "--check", "--stdin-filename", "cities/sample.py", "-"]

    done = subprocess.run(
        command, cwd=ROOT, input="x = {  'a':1 }\n", capture_output=True, text=True, check=False
    )

    assert done.returncode == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("cities/sharing/models.py", "import resources.models\n"),  # an app to the right
        ("cities/people/models.py", "import cities.joining.models\n"),  # a story above
        ("cities/joining/rules.py", "import cities.joining.actions.deciding\n"),  # a verb from a rule
        ("icaforum/embedded/errors.py", "import django\n"),  # the servers know no Django
    ],
)
def test_the_import_contract_sees_a_wrong_import(tmp_path, path, line):
    for app in style.APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    command = [BIN / "lint-imports", "--no-cache"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    with (tmp_path / path).open("a") as file:
        file.write(line)

    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1
