"""Every read and write of accounts and devices."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import Select, bindparam, select, update

from tracker import audit
from tracker.accounts.models import SEEN_EVERY, Account, DeviceSession, email_index
from tracker.db import db, now

_BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"))
_MORE_BROWSERS = (("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"))


class Accounts(SQLAlchemyUserDatastore):
    """Flask-Security's datastore over encrypted addresses and device rows."""

    def find_user(self, case_insensitive: bool = False, **kwargs: str) -> Account | None:
        if "email" in kwargs:
            return db.session.scalar(select(Account).where(Account.email_index == email_index(kwargs["email"])))
        if "fs_uniquifier" in kwargs:
            return signed_in(kwargs["fs_uniquifier"])
        return super().find_user(case_insensitive, **kwargs)


def signed_in(uniquifier: str) -> Account | None:
    """The account of this session cookie, in one query: only while its device row is live."""
    device_id = db.session.info.get("cookie_device_id")
    if device_id is None:
        return None
    found = db.session.execute(_by_cookie(), {"uniquifier": uniquifier, "device": device_id}).one_or_none()
    if found is None:
        return None
    account, device = found
    instant = now()
    if not device.is_live(instant) or (account.expires_at and account.expires_at <= instant):
        return None
    db.session.info["device_id"] = device.id
    db.session.info["device"] = device
    return account


@cache
def _by_cookie() -> Select[Account, DeviceSession]:
    """Made once: every request begins with it."""
    return (
        select(Account, DeviceSession)
        .join(DeviceSession, DeviceSession.account_id == Account.id)
        .where(Account.fs_uniquifier == bindparam("uniquifier"), DeviceSession.id == bindparam("device"))
    )


def new_device(
    account: Account, user_agent: str, *, shared: bool, at: datetime, caregiver: bool = False
) -> DeviceSession:
    """Sign a device in; `caregiver`: of someone without a journey of their own. The caller commits."""
    device = DeviceSession(
        id=uuid.uuid4(),
        account_id=account.id,
        label=device_label(user_agent),
        shared=shared,
        caregiver=caregiver,
        created_at=at,
        last_seen_at=at,
    )
    _set_deadlines(device, account, at)
    db.session.add(device)
    db.session.info["device_id"] = device.id
    audit.note(account.id, "signed_in")
    return device


def _set_deadlines(device: DeviceSession, account: Account, at: datetime) -> None:
    device.ends_at = at + device.absolute
    if account.expires_at:
        device.ends_at = min(device.ends_at, account.expires_at)
    device.idle_until = min(at + device.idle, device.ends_at)


def no_longer_caregiver(account: Account) -> None:
    """This device, now that its person has a journey of their own. The caller commits."""
    device = db.session.info.get("device")
    if device is not None and device.caregiver:
        device.caregiver = False
        _set_deadlines(device, account, now())


def seen(device: DeviceSession, at: datetime) -> dict[str, datetime] | None:
    """The new marks of a device that is in use, or None while the last ones are fresh."""
    if at - device.last_seen_at < SEEN_EVERY:
        return None
    return {"last_seen_at": at, "idle_until": min(at + device.idle, device.ends_at)}


def mark_seen(device_id: uuid.UUID, marks: dict[str, datetime]) -> None:
    """Write the marks in a transaction of their own, so that a page that only reads stays so."""
    with db.engine.begin() as connection:
        connection.execute(update(DeviceSession).where(DeviceSession.id == device_id).values(marks))


def live_devices(account: Account) -> Sequence[DeviceSession]:
    """Devices that can still get in, the last seen first."""
    instant = now()
    statement = select(DeviceSession).where(
        DeviceSession.account_id == account.id,
        DeviceSession.revoked_at.is_(None),
        DeviceSession.idle_until > instant,
        DeviceSession.ends_at > instant,
    )
    return db.session.scalars(statement.order_by(DeviceSession.last_seen_at.desc())).all()


def end_device(account: Account, device_id: uuid.UUID) -> bool:
    """Sign a device out. Whether there was such a device of this account. The caller commits."""
    device = db.session.get(DeviceSession, device_id)
    if device is None or device.account_id != account.id or device.revoked_at:
        return False
    device.revoked_at = now()
    audit.note(account.id, "signed_out")
    return True


def end_other_devices(account: Account, but: uuid.UUID | None) -> None:
    """Sign out everywhere else, as a change of password must. The caller commits."""
    db.session.execute(
        update(DeviceSession)
        .where(DeviceSession.account_id == account.id, DeviceSession.id != but, DeviceSession.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def made_up_account(language: str, lasts: timedelta) -> Account:
    """A throw-away account for the made-up journey. The caller commits."""
    account = Account(language=language, expires_at=now() + lasts)
    db.session.add(account)
    db.session.flush()
    return account


def device_label(user_agent: str) -> str:
    """`Chrome, Android` from a browser's own description; unknown parts are left out."""
    browser = next((name for mark, name in _BROWSERS + _MORE_BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    label = ", ".join(part for part in (browser, system) if part)
    return label or re.sub(r"[^A-Za-z0-9 ./-]", "", user_agent)[:40] or "?"
