"""The policies ask for the branch through a function that checks its signature."""

from django.db import migrations

from homestart.tenancy.walls import rewrite_policies


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_municipalities")]

    operations = [migrations.RunPython(rewrite_policies, migrations.RunPython.noop)]
