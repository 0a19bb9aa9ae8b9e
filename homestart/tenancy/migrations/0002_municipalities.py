"""The municipalities around the branches, with the codes before and after the mergers of 1 January 2025."""

import datetime

from django.db import migrations

MERGED = datetime.date(2025, 1, 1)
LAST_DAY = datetime.date(2024, 12, 31)

MUNICIPALITIES = {
    "11002": "Antwerpen",
    "12021": "Lier",
    "21004": "Brussel",
    "23094": "Zaventem",
    "24001": "Aarschot",
    "24020": "Diest",
    "24038": "Herent",
    "24062": "Leuven",
    "24134": "Scherpenheuvel-Zichem",
    "34022": "Kortrijk",
    "34027": "Menen",
    "34040": "Waregem",
    "41002": "Aalst",
    "41018": "Geraardsbergen",
    "41048": "Ninove",
    "42008": "Hamme",
    "42023": "Waasmunster",
    "46021": "Sint-Niklaas",
    "46024": "Stekene",
    "71017": "Gingelom",
    "71024": "Herk-de-Stad",
    "71045": "Nieuwerkerken",
    "71053": "Sint-Truiden",
    "71066": "Zonhoven",
    "73001": "Alken",
    "73022": "Heers",
    "73098": "Wellen",
    "71011": "Diepenbeek",
}
SINCE_THE_MERGERS = {
    "46029": "Lokeren",
    "46030": "Beveren-Kruibeke-Zwijndrecht",
    "71072": "Hasselt",
    "73111": "Tongeren-Borgloon",
}
BEFORE_THE_MERGERS = {
    "11056": "Zwijndrecht",
    "44045": "Moerbeke",
    "46003": "Beveren",
    "46013": "Kruibeke",
    "46014": "Lokeren",
    "71022": "Hasselt",
    "73009": "Borgloon",
    "73040": "Kortessem",
    "73083": "Tongeren",
}


def fill(apps, schema_editor):
    Municipality = apps.get_model("tenancy", "Municipality")
    Municipality.objects.bulk_create(
        [Municipality(nis_code=code, name=name) for code, name in MUNICIPALITIES.items()]
        + [
            Municipality(nis_code=code, name=name, valid_from=MERGED)
            for code, name in SINCE_THE_MERGERS.items()
        ]
        + [
            Municipality(nis_code=code, name=name, valid_until=LAST_DAY)
            for code, name in BEFORE_THE_MERGERS.items()
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
