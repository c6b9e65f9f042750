class StartError(SystemExit):
    """What is in the way, in one line. Nobody catches it, so the command ends with that line."""
