"""All rooms of the shop, put together once per process."""

import logging
from dataclasses import dataclass
from threading import Event

from botocore.exceptions import BotoCoreError, ClientError

from checkout.auth import Passwords, Tokens
from checkout.carts import Carts
from checkout.intents import Intents
from checkout.mail import Mail
from checkout.orders import Orders
from checkout.payments import Payments
from checkout.products import Products
from checkout.refunds import Refunds
from checkout.settings import Settings
from checkout.settlement import Settlement
from checkout.stock import Stock
from checkout.stripe_gateway import StripeGateway
from checkout.tables import Store, aws_client
from checkout.users import Users
from checkout.webhooks import Webhooks

LOG = logging.getLogger("checkout.shop")
PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Shop:
    """What the routers call."""

    settings: Settings
    tokens: Tokens
    store: Store
    users: Users
    products: Products
    carts: Carts
    orders: Orders
    mail: Mail
    payments: Payments
    refunds: Refunds
    webhooks: Webhooks
    prepared: Event

    @classmethod
    def open(cls, settings: Settings, gateway: StripeGateway | None = None) -> "Shop":
        """Put the rooms together; nothing is sent anywhere yet. A test may stand in for Stripe."""
        store = Store(aws_client(settings, "dynamodb"), settings.table_prefix)
        gateway = gateway or StripeGateway(settings)
        tokens = Tokens(settings.token_secret, settings.token_seconds)
        products, intents, stock = Products(store), Intents(store), Stock(store)
        carts, orders = Carts(store, products), Orders(store, stock)
        mail = Mail(aws_client(settings, "ses"), settings.mail_from, orders)
        settlement = Settlement(carts=carts, intents=intents, stock=stock, orders=orders, mail=mail)
        refunds = Refunds(gateway=gateway, intents=intents, orders=orders, settlement=settlement)
        return cls(
            settings=settings,
            tokens=tokens,
            store=store,
            users=Users(store, Passwords(quick=settings.quick_passwords), tokens),
            products=products,
            carts=carts,
            orders=orders,
            mail=mail,
            refunds=refunds,
            prepared=Event(),
            payments=Payments(gateway=gateway, carts=carts, intents=intents, stock=stock, settlement=settlement),
            webhooks=Webhooks(gateway=gateway, intents=intents, settlement=settlement, refunds=refunds),
        )

    def prepare(self, ended: Event) -> None:
        """Create tables, the mail address and the administrator; again and again until AWS answers or all ends."""
        while not ended.is_set():
            try:
                self._prepare_once()
            except (BotoCoreError, ClientError) as error:
                LOG.warning("AWS is not ready (%s); expected it at AWS_ENDPOINT_URL. Trying again.", error)
                ended.wait(PAUSE_SECONDS)
            else:
                self.prepared.set()
                return

    def serves(self) -> bool:
        """The tables exist, the administrator too, and the store answers."""
        return self.prepared.is_set() and self.store.serves()

    def _prepare_once(self) -> None:
        self.store.create_missing()
        self.mail.verify_sender()
        if self.settings.admin_email and self.settings.admin_password:
            self.users.ensure_admin(self.settings.admin_email, self.settings.admin_password)
