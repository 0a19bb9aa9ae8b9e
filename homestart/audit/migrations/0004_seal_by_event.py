import django.utils.timezone
from django.db import migrations, models

import homestart.tenancy.walls


class Migration(migrations.Migration):
    """A seal has the id of its event."""

    dependencies = [
        ("audit", "0003_provable_log"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="auditseal", name="audit_seal_once_per_event"),
        migrations.RemoveField(model_name="auditseal", name="event_id"),
        migrations.DeleteModel(name="NetworkSeal"),
        migrations.CreateModel(
            name="NetworkSeal",
            fields=[
                ("sequence", models.PositiveBigIntegerField(verbose_name="place in the chain")),
                (
                    "sealed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
                ),
                ("mac", models.CharField(max_length=64, verbose_name="proof of this and all earlier events")),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
            ],
            options={
                "ordering": ["sequence"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("sequence",), name="audit_network_seal_once_per_place"),
                    homestart.tenancy.walls.AppendOnlyWall(name="audit_networkseal_wall"),
                ],
            },
        ),
    ]
