from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Names every static file after its content, also where one script imports another."""

    support_js_module_import_aggregation = True
