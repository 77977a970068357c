"""Secrets that are handed over once and kept only as hashes (S7, S9): the token of a link, and a code that is said."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from tracker import crypto

_TOKEN_BYTES = 32
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that is mistaken for something else, said or read
_CODE_LENGTH = 8


@dataclass(frozen=True)
class Handed:
    """What opens a link: shown once, and kept nowhere."""

    token: str
    code: str

    @property
    def code_said(self) -> str:
        """`ABCD-2345`"""
        return f"{self.code[:4]}-{self.code[4:]}"


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def new() -> Handed:
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return Handed(new_token(), code)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def code_hash(kind: str, row_id: uuid.UUID, code: str) -> str:
    """Keyed, and of this row alone: a code is short, and must not be found from its hash."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return crypto.blind_index(bytes.fromhex(current_app.config["SECRETS"].index_key), f"{kind}|{row_id}|{plain}")


def fits(kind: str, row_id: uuid.UUID, code: str, kept: str | None) -> bool:
    """Whether it is the code that was said."""
    return secrets.compare_digest(kept or "", code_hash(kind, row_id, code))
