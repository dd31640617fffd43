from django.db import migrations

from database.text.searching import FoldedIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running work outside of transactions only.
    atomic = False

    dependencies = [
        ("database", "0003_folding"),
        ("accounts", "0002_address_state"),
    ]

    operations = [
        FoldedIndex("accounts_user", "username", "accounts_user_username_folded", within=True),
        FoldedIndex("accounts_user", "email", "accounts_user_email_folded", within=True),
        FoldedIndex("accounts_user", "first_name", "accounts_user_first_name_folded", within=True),
        FoldedIndex("accounts_user", "last_name", "accounts_user_last_name_folded", within=True),
        FoldedIndex("accounts_user", "display_name", "accounts_user_display_name_folded", within=True),
    ]
