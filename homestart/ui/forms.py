from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms look the same everywhere: their templates are in templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
