from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Names every static file after its content, also where one of our scripts imports another.

    In the scripts of libraries, what looks like an import may be a comment.
    """

    support_js_module_import_aggregation = True

    def url_converter(self, name: str, *args: Any, **kwargs: Any) -> Callable[..., str]:
        if name.endswith(".js") and not name.startswith("js/"):
            return lambda match: str(match.group(0))
        return super().url_converter(name, *args, **kwargs)  # type: ignore[no-any-return]
