"""Mail addresses, as far as others may read them."""


def masked(email: str) -> str:
    """«o…@auckland.example»: enough for its owner to know it, too little for anybody else."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"
