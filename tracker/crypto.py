"""Envelope encryption of what identifies or tells (S11): AES-256-GCM, one random key per account, wrapped by the
server's key-encryption key. A ciphertext is bound to its place, so it cannot be moved between records or people."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Tampered(Exception):
    """A ciphertext does not belong where it was found, or was altered."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, text: str, place: str) -> bytes:
    """Nonce and ciphertext of `text`, bound to `place` (table|column|journey|record)."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> str:
    """The text sealed at `place`. Raises Tampered."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, ValueError):  # ValueError: too short to be one
        raise Tampered(place) from None


def wrap(kek: bytes, key: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(kek).encrypt(nonce, key, place.encode())


def unwrap(kek: bytes, wrapped: bytes, place: str) -> bytes:
    """The account key wrapped at `place`. Raises Tampered."""
    try:
        return AESGCM(kek).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):  # ValueError: too short to be one
        raise Tampered(place) from None


def blind_index(key: bytes, text: str) -> str:
    """A keyed hash by which an encrypted value can be looked up (S9), 64 hexadecimal digits."""
    return hmac.new(key, text.encode(), sha256).hexdigest()
