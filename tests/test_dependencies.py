"""What the product stands on is declared by the product, locked, and explained in docs/decisions/0005."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("icaforum", "cities", "pilots", "resources", "events")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# Declared although no module of ours names them, and why.
NAMED_BY_NOBODY = {
    "argon2-cffi": "Django's hasher of that name imports it",
    "gunicorn": "the image starts it",
    "packaging": "kombu's Redis transport imports it without saying so",
    "tzdata": "zoneinfo and icaforum.words.zones read its files",
}


def names(requirements):
    return {canonicalize_name(Requirement(text).name) for text in requirements}


DECLARED = names(PYPROJECT["project"]["dependencies"])


def imported(text):
    """The top-level packages, ours and the standard library's left apart, that a module imports."""
    for node in ast.walk(ast.parse(text)):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [node.module]
        yield from {module.split(".")[0] for module in modules} - set(PRODUCT) - sys.stdlib_module_names


def used():
    """Top-level package -> where the product names it: in an import, or in the settings."""
    where = {}
    for path in [ROOT / "manage.py", *(path for app in PRODUCT for path in (ROOT / app).rglob("*.py"))]:
        for package in imported(path.read_text("utf-8")):
            where.setdefault(package, path.relative_to(ROOT).as_posix())
    wired = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE, *settings.AUTHENTICATION_BACKENDS]
    for package in {name.split(".")[0] for name in wired} - set(PRODUCT):
        where.setdefault(package, "icaforum/settings.py")
    return where


def undeclared(where):
    """What is used from a distribution that is installed for the sake of another one only."""
    known = packages_distributions()
    for package, path in sorted(where.items()):
        if not {canonicalize_name(name) for name in known.get(package, ())} & DECLARED:
            yield f"{path}: {package}"


def test_what_the_product_imports_it_declares():
    assert list(undeclared(used())) == []


def test_an_import_of_what_another_package_brings_is_seen():
    where = dict.fromkeys(
        imported("import os\nimport django\nfrom kombu.exceptions import KombuError\n"), "x.py"
    )

    assert list(undeclared(where)) == ["x.py: kombu"]


def test_what_is_declared_is_used():
    known = packages_distributions()
    in_use = {canonicalize_name(name) for package in used() for name in known[package]}

    assert DECLARED - in_use == set(NAMED_BY_NOBODY)


def test_what_is_declared_is_locked():
    locked = set(
        re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "prod.txt").read_text("utf-8"), re.MULTILINE)
    )

    assert DECLARED - {canonicalize_name(name) for name in locked} == set()


@pytest.mark.parametrize("group", ["production", *PYPROJECT["dependency-groups"]])
def test_every_dependency_has_its_reason_in_the_decision(group):
    wanted = DECLARED if group == "production" else names(PYPROJECT["dependency-groups"][group])
    decision = (ROOT / "docs" / "decisions" / "0005-dependencies.md").read_text("utf-8")

    assert {name for name in wanted if not re.search(rf"(?<![\w-]){name}(?![\w-])", decision)} == set()
