"""What nobody may read in a copy of the database is encrypted: seeds, recovery codes and sessions.

The first key of settings.ENCRYPTION_KEYS encrypts, all of them decrypt. To replace a key, put the new one in
front, run `manage.py rotate_encryption`, and take the old one away.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "encrypt", "rotate"]


def encrypt(text: str) -> str:
    """The text, unreadable without a key."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(token: bytes | str) -> str:
    """The text that was encrypted. Raises InvalidToken when it was changed, or its key is known no more."""
    return _box().decrypt(token).decode()


def rotate(token: str) -> str:
    """The same text, encrypted with the first key. Raises InvalidToken like decrypt()."""
    return _box().rotate(token).decode("ascii")


def _box() -> MultiFernet:
    return _box_with(tuple(settings.ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _box_with(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"homestart.accounts.encryption")
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
