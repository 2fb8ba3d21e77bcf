"""The settings under test: a data folder of its own, quick passwords, a cache in memory."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="muniment-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["MUNIMENT_DATA"] = _folder

from muniment.settings import *

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "muniment.operations.hashers.Demonstration",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SHARES = ("/srv/shares", "s3://ambleworth")
