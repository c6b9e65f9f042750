"""The rules of style that no linter knows. A rule goes from a tree, {path: text}, to its findings."""

import ast
import importlib.util
import re
from pathlib import Path

APPS = ("icaforum", "cities", "pilots", "resources", "events")


def colours(tree):
    """Colours stand in tokens.css alone; mails cannot use tokens, so theirs are at least the same ones."""
    tokens = set(re.findall(r"#[0-9a-f]+", tree.get("static/css/tokens.css", "").lower()))
    for path, number, value in css_values(tree):
        if words := COLOUR.findall(value) + [word for word in re.findall(r"[a-z-]+", value) if word in NAMED]:
            yield f"{path}:{number}: {words[0]} is no token"
    for path, number, line in lines(tree, "templates/", (".html",)):
        for found in re.findall(r"""["':;\s](#(?:[0-9a-fA-F]{3,4}){1,2})(?=["';\s])""", line):
            if "/emails/" not in path or found.lower() not in tokens:
                yield f"{path}:{number}: {found} is no token"


def spaces(tree):
    """Margins, paddings and gaps are tokens; 0 and a border's width of 1 or 2 px need none."""
    for path, number, value, name in css_declarations(tree):
        if SPACED.fullmatch(name):
            for found in re.findall(r"(?<![\w.])\d*\.?\d+(?:px|rem)\b", value):
                if found not in {"1px", "2px"} and (path, found) not in BESIDE:
                    yield f"{path}:{number}: {name} of {found} is no token"


def addresses(tree):
    """Requirements name no index: whoever installs them has their own."""
    for path, number, line in lines(tree, "requirements/", (".txt",)):
        if "://" in line:
            yield f"{path}:{number}: an address"


def recorded_indexes(tree):
    """uv.lock records where its author's packages came from."""
    yield from (f"{path}: not to be committed" for path in tree if path.endswith("uv.lock"))


def unfinished_merges(tree):
    """No file holds the marks that a merge leaves where two changes met."""
    for path, number, line in lines(tree, "", ("",)):
        if re.match(r"[<>]{7} ", line):
            yield f"{path}:{number}: a mark of a merge"


# The one place that makes HTML of words: its library escapes them all (tests/icaforum/words/test_prose.py).
MAKES_HTML = "icaforum/words/prose.py"


def unescaped(tree):
    """Nothing switches escaping off, and nothing is inline that the content security policy would refuse."""
    for path, number, line in lines(tree, "", (".py",)):
        makes_it = path == MAKES_HTML
        if (
            product(path)
            and not makes_it
            and re.search(r"\b(?:mark_safe|SafeString|SafeText|allow_lazy_safe)\b", line)
        ):
            yield f"{path}:{number}: switches escaping off"
    for path, number, line in lines(tree, "templates/", (".html", ".txt")):
        if re.search(r"\|\s*safe(?:seq)?\b", line) or (path.endswith(".html") and "autoescape off" in line):
            yield f"{path}:{number}: switches escaping off"
        mail = "/emails/" in path or path.endswith(MAIL_SHEETS)
        if path.endswith(".html") and not mail and (found := INLINE.search(line)):
            yield f"{path}:{number}: {found.group().strip()} is inline"


def late_imports(tree):
    """A module says at its top what it needs."""
    for path, module in modules(tree):
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                for node in ast.walk(function):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        yield f"{path}:{node.lineno}: imported inside a function"


TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def unread_texts(tree):
    """`make messages` neither looks into f-strings nor knows names of ours: no catalogue has such texts."""
    for path, module in modules(tree):
        for node in ast.walk(module):
            names = node.names if getattr(node, "module", "") == "django.utils.translation" else []
            if any(alias.asname not in {None, "_"} for alias in names):
                yield f"{path}:{node.lineno}: a name that marks no texts"
        for whole in ast.walk(module):
            for node in ast.walk(whole) if isinstance(whole, ast.JoinedStr) else ():
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TRANSLATES:
                    yield f"{path}:{node.lineno}: a text inside an f-string"


def ordered_unions(tree):
    """Querysets are put together by one function, which takes away the order that a union takes on."""
    for path, number, line in lines(tree, "", (".py",)):
        if product(path) and path != "icaforum/words/unions.py" and ".union(" in line:
            yield f"{path}:{number}: a union that may have an order; icaforum.words.unions"


def receivers(tree):
    """What follows from what is written where it happens: in the action."""
    for path, module in modules(tree):
        for node in ast.walk(module):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name == "django.dispatch" or name.endswith(".signals") for name in names):
                yield f"{path}:{node.lineno}: a signal"


def unused_templates(tree):
    """Every template is named by code, by another template, or stands in for one of a package."""
    named = {}  # each text that ends as a template's name does, or that is a word, and the files it stands in
    for path, text in tree.items():
        if path.endswith((".py", ".html", ".txt")) and "test" not in path:
            for word in {*re.findall(r"""["']([\w./-]+)["']""", text), *re.findall(r"\w+", text)}:
                named.setdefault(word, set()).add(path)
    for path in (path for path in tree if path.startswith("templates/")):
        name = path.removeprefix("templates/")
        mail = re.fullmatch(r"(\w+)/emails/(\w+)\.html", name)
        # The admin looks for one of a model before its own.
        names = {name, re.sub(r"^admin/\w+/\w+/(\w+\.html)$", r"admin/\1", name)}
        if name in ASKED_FOR_BY_NAME or any(
            (it / one).exists() for it in package_templates() for one in names
        ):
            continue
        if not (named.get(name, set()) | named.get(mail and mail[2], set())) - {path}:
            yield f"{path}: used nowhere"


def machine_paths(tree):
    """A path of the machine that somebody works on means nothing elsewhere."""
    for path, number, line in lines(tree, "", ("",)):
        if path != "tests/test_style.py" and (found := MACHINE.search(line)):
            yield f"{path}:{number}: {found.group()}"


# What the rules read with -------------------------------------------------------------------------

COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(")
NAMED = frozenset(
    """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown
    burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan
    darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid
    darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet
    deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro
    ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki
    lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow
    lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
    lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine
    mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise
    mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab
    orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru
    pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen
    seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle
    tomato turquoise violet wheat white whitesmoke yellow yellowgreen
    """.split()  # noqa: SIM905 -- 148 quoted words would fill a page
)
SPACED = re.compile(
    r"(?:margin|padding)(?:-(?:block|inline|top|bottom|left|right))?(?:-(?:start|end))?|(?:row-|column-)?gap"
)
INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style\b|<script(?![^>]*\b(?:src=|type="application/json"))|["']\s*javascript:""",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.{}/*-])/(?:work|root|home|Users)/[\w.]")
# What lies beside a drawn thing keeps its measure: the words below a check box, the dots of a legend.
BESIDE = {("static/css/forms.css", "24px"), ("static/css/motif.css", "5px")}
# The frame that mails extend: mail programs read no style sheet.
MAIL_SHEETS = ("mail.html",)
# Django and allauth ask for these themselves.
ASKED_FOR_BY_NAME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "429.html",
    "500.html",
    "robots.txt",
}


def product(path):
    return (
        path.endswith(".py")
        and path.startswith(tuple(f"{app}/" for app in APPS))
        and "/migrations/" not in path
    )


def modules(tree):
    yield from ((path, ast.parse(text)) for path, text in tree.items() if product(path))


def lines(tree, start, ends):
    for path, text in tree.items():
        if path.startswith(start) and path.endswith(ends):
            yield from ((path, number, line) for number, line in enumerate(text.splitlines(), 1))


def css_declarations(tree):
    for path, text in tree.items():
        if path.endswith(".css") and path != "static/css/tokens.css":
            bare = re.sub(
                r"/\*.*?\*/", lambda comment: re.sub(r"[^\n]", " ", comment.group()), text, flags=re.DOTALL
            )
            for found in re.finditer(r"(?<=[{;\s])([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", bare):
                value = re.sub(r"""var\(\s*--[\w-]+|url\([^)]*\)|"[^"]*"|'[^']*'""", " ", found[2].lower())
                yield path, bare.count("\n", 0, found.start()) + 1, value, found[1]


def css_values(tree):
    yield from (
        (path, number, value) for path, number, value, name in css_declarations(tree) if name not in SELFNAMED
    )


SELFNAMED = {
    "animation",
    "animation-name",
    "grid-area",
    "grid-template-areas",
    "container",
    "container-name",
    "view-transition-name",
}


def package_templates():
    for package in ("django.contrib.admin", "django.contrib.auth", "allauth", "django.forms"):
        yield Path(importlib.util.find_spec(package).origin).parent / "templates"
