"""A stand-in for Google's OAuth 2.0 and Calendar v3: a real HTTP server on loopback with state and faults."""

from sandbox.google.errors import ApiError
from sandbox.google.oauth import Consent
from sandbox.google.server import GoogleSandbox

__all__ = ["ApiError", "Consent", "GoogleSandbox"]
