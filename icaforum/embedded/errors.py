"""The one error of the launcher."""


class StartError(SystemExit):
    """The servers or the demo cannot start or go on; the message says what is in the way, and what to do.

    As a SystemExit that hardly anybody catches it ends the command with the message and no traceback.
    """
