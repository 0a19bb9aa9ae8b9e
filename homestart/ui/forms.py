from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms look the same everywhere: their templates are in templates/components/."""
