"""`djstripe_sync_models`, a model at a time, into SQLite in memory: python run_dj_stripe.py BASE KEY MODELS

Prints what went wrong and what is in the database: {"errors": {model: text}, "synced": {model: count}}.
"""

from __future__ import annotations

import io
import json
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Migrations take a minute and are no matter here: the tables are made from the models."""
    base, key, *models = sys.argv[1:]
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "djstripe"],
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "djstripe")),
        SECRET_KEY="of this run",
        SILENCED_SYSTEM_CHECKS=["djstripe.W002"],
        STRIPE_API_HOST=base,
        STRIPE_TEST_SECRET_KEY=key,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    errors: dict[str, str] = {}
    for model in models:
        told = io.StringIO()
        call_command("djstripe_sync_models", model, stdout=io.StringIO(), stderr=told, api_keys=None)
        if told.getvalue():
            errors[model] = told.getvalue()
    synced = {model.__name__: model.objects.count() for model in apps.get_app_config("djstripe").get_models()}
    json.dump({"errors": errors, "synced": synced}, sys.stdout)


if __name__ == "__main__":
    main()
