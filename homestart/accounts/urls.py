"""Signing in: only the pages that we use, under the names that allauth knows."""

from allauth.account import views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.webauthn import views as passkey_views
from django.urls import path, re_path

from homestart.accounts import second_factor_views, sign_in_views

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", sign_in_views.SignOut.as_view(), name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # Says that nobody signs up by himself; the sign-in page needs its name.
    path("signup/", views.signup, name="account_signup"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # A code in the mail, for volunteers.
    path("code/", sign_in_views.RequestCode.as_view(), name="account_request_login_code"),
    path("code/invullen/", views.confirm_login_code, name="account_confirm_login_code"),
    # The second step.
    path("stap-2/", mfa_views.authenticate, name="mfa_authenticate"),
    path("passkey/", passkey_views.login_webauthn, name="mfa_login_webauthn"),
    path("tweede-stap/", second_factor_views.Overview.as_view(), name="mfa_index"),
    path("tweede-stap/app/", second_factor_views.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("tweede-stap/app/weg/", second_factor_views.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("tweede-stap/passkey/", second_factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "tweede-stap/passkey/<int:pk>/weg/",
        second_factor_views.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("tweede-stap/codes/", second_factor_views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "tweede-stap/codes/nieuw/",
        second_factor_views.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    # Confirming who one is, before something that matters.
    path("bevestigen/", views.reauthenticate, name="account_reauthenticate"),
    path("bevestigen/code/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path(
        "bevestigen/passkey/",
        second_factor_views.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    # Sessions.
    path("sessies/", sign_in_views.session_list, name="session_list"),
    path("sessie/", sign_in_views.session_state, name="session_state"),
    path("terug/", sign_in_views.session_back, name="session_back"),
]
