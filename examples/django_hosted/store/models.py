from django.conf import settings
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=200)
    price = models.PositiveIntegerField(help_text="in the currency's smallest unit")
    currency = models.CharField(max_length=3, default="eur")
    stock = models.PositiveIntegerField(default=0)

    def __str__(self):
        return self.name


class CartItem(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cart")
    product = models.ForeignKey(Product, models.CASCADE)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="one_line_for_each_product")]


class Order(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending"
        EXPIRED = "expired"
        PAID = "paid"
        PARTIALLY_REFUNDED = "partially_refunded"
        REFUNDED = "refunded"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING)
    total = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    session_id = models.CharField(max_length=100, blank=True, db_index=True)
    payment_intent = models.CharField(max_length=100, blank=True, db_index=True)
    refunded = models.PositiveIntegerField(default=0)
    held = models.BooleanField(default=True, help_text="whether its units are out of the stock")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(status="pending"), name="one_open_order_for_each_user"
            )
        ]

    def __str__(self):
        return f"order {self.pk}"

    def quantities(self):
        return {item.product_id: item.quantity for item in self.items.all()}

    def as_dict(self):
        names = ("id", "status", "total", "currency", "session_id", "refunded")
        items = list(self.items.values("product_id", "quantity", "price"))
        return {**{name: getattr(self, name) for name in names}, "items": items}


class OrderItem(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.PositiveIntegerField()
    price = models.PositiveIntegerField()
