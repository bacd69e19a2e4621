"""Signing in with an account elsewhere, by OpenID Connect; off until a provider is configured."""
