import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homestart.settings")

application = get_wsgi_application()

# What is loaded now stays as long as the process: looking through it for garbage again and again makes one
# page in fifty wait a tenth of a second.
gc.collect()
gc.freeze()
