"""What stands in the cache says nothing about a person, whoever reads it."""

from django.utils.crypto import salted_hmac


def key(name: str, prefix: str, version: int) -> str:
    """The name under which a value is kept, without the network or e-mail address in the given name."""
    return f"{prefix}:{version}:{salted_hmac('homestart.cache', name, algorithm='sha256').hexdigest()}"
