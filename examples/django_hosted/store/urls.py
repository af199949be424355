from django.urls import path

from store import views

urlpatterns = [
    path("", views.products, name="products"),
    path("health/", views.health, name="health"),
    path("signup/", views.signup, name="signup"),
    path("products/<int:pk>/", views.product, name="product"),
    path("cart/", views.cart, name="cart"),
    path("cart/<int:pk>/", views.change_cart, name="change_cart"),
    path("checkout/", views.checkout, name="checkout"),
    path("success/", views.success, name="success"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("orders/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("stripe/webhook/", views.webhook, name="webhook"),
]
