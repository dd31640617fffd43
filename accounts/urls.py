"""Addresses under /account/."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", views.profile, name="profile"),
    path("addresses/", views.addresses, name="addresses"),
    path("addresses/add/", views.address_form, name="address_add"),
    path("addresses/<uuid:pk>/", views.address_form, name="address_edit"),
    path("addresses/<uuid:pk>/remove/", views.address_delete, name="address_delete"),
    path("security/", views.security, name="security"),
    path("email/<int:pk>/remove/", views.email_remove, name="email_remove"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end-others/", views.sessions_end_others, name="sessions_end_others"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("logins/", views.logins, name="logins"),
    path("not-me/<str:token>/", views.not_me, name="not_me"),
]
