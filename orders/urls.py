"""Addresses of baskets and orders."""

from django.urls import path

from orders import views

app_name = "orders"
urlpatterns = [
    path("basket/", views.basket, name="basket"),
    path("basket/add/", views.basket_add, name="basket_add"),
    path("basket/update/", views.basket_update, name="basket_update"),
    path("checkout/", views.checkout, name="checkout"),
    path("orders/find/", views.find_order, name="find"),
    path("orders/<str:number>/", views.order, name="order"),
    path("orders/<str:number>/cancel/", views.cancel, name="cancel"),
    path("orders/<str:number>/return/", views.ask_return, name="return"),
    path("payments/test_card/confirm/<str:token>/", views.rehearsal, name="rehearsal"),
    path(
        "payments/<slug:provider>/events/",
        views.provider_events,
        name="provider_events",
    ),
    path("account/orders/", views.order_list, name="order_list"),
]
