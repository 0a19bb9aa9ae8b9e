"""What the logs leave out: the secrets in addresses, which open a page for whoever has them."""

import logging
import re
from typing import Any

#: The parts of an address after which a secret stands; it is left out wherever a log line names the address.
SECRET = re.compile(r"(/(?:aanvullen|stand|nog-nodig|uitnodiging|reset/key)/)[^/\s?\"']+")


class HideSecrets(logging.Filter):
    """Django tells of a page that it did not find, refused or broke on, with the whole address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _without(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_without(arg) for arg in record.args)
        return True


def _without(value: Any) -> Any:
    return SECRET.sub(r"\1…", value) if isinstance(value, str) else value
