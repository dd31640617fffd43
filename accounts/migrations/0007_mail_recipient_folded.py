from django.db import migrations

from database.text.searching import FoldedIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running work outside of transactions only.
    atomic = False

    dependencies = [("accounts", "0006_account_mails"), ("database", "0003_folding")]

    operations = [
        FoldedIndex(
            "accounts_accountmail", "recipient", "accounts_mail_recipient_folded", within=False
        ),
    ]
