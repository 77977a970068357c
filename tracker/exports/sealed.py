"""A file between its preview and the "yes": packed and sealed into the page, so that nothing lies on the server.

The alternative was a table kept for a quarter of an hour. The page needs no clean-up, no second upload and no clock,
survives a restart, and what it holds can be opened only for the journey it was sealed for.
"""

from __future__ import annotations

import base64
import zlib

from tracker import crypto
from tracker.owned import opened


def seal(file: bytes) -> str:
    packed = zlib.compress(file, 6)
    return base64.b64encode(crypto.wrap(opened().key, packed, _place())).decode()


def unseal(text: str) -> bytes:
    """The file. Raises Tampered: it was altered, or sealed for another journey."""
    try:
        return zlib.decompress(crypto.unwrap(opened().key, base64.b64decode(text, validate=True), _place()))
    except ValueError:  # no base64
        raise crypto.Tampered("import") from None


def _place() -> str:
    return f"import|{opened().journey_id}"
