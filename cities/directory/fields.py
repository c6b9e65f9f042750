"""What a city is found by in the admin's lists."""


def found_by(city: str = "") -> tuple[str, ...]:
    """Return the fields to search of the city that a row has by this name; of a city itself without one."""
    path = f"{city}__" if city else ""
    # With its signs as they are written, and in the form that lists sort by.
    return (f"{path}name", f"{path}sort_name", f"{path}other_names")
