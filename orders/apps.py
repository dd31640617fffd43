"""Configuration of the orders."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from orders.roles import make_roles


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Sales")

    def ready(self) -> None:
        """Bring a guest's basket along when they sign in, by whatever door.

        And make the roles of the back office, the rows of the mails' texts and the
        usual ways to deliver, whenever the tables were migrated.
        """
        from orders import checks  # noqa: F401  registers by being imported
        from orders.checkout.login import bring_basket
        from orders.mails.texts import make_mail_texts
        from orders.models.delivery import make_usual_methods

        user_logged_in.connect(bring_basket, dispatch_uid="orders.bring_basket")
        post_migrate.connect(make_roles, sender=self, dispatch_uid="orders.roles")
        post_migrate.connect(
            make_mail_texts, sender=self, dispatch_uid="orders.mail_texts"
        )
        post_migrate.connect(
            make_usual_methods, sender=self, dispatch_uid="orders.shipping_methods"
        )
