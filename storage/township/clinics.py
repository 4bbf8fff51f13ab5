"""Clinics, their staff, their devices and the one-time codes that enrol them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from core.errors import Refusal
from core.events import NO_HASH
from core.ids import ClinicCode, DeviceId, UserId
from core.township_rows import ClinicRow, DeviceRow, OneTimeCode, StaffRow
from storage.township import asked
from storage.township.shelf import Shelf, from_ms, from_text, to_ms, to_text
from storage.township.tables import clinics, devices, heads, one_time_codes, staff, townships


class ClinicShelf(Shelf):
    """Who may call this township."""

    __slots__ = ()

    def keep_clinic(self, clinic: ClinicRow, staff_rows: Sequence[StaffRow]) -> None:
        """Write a clinic and its staff; whoever is not named is no longer staff."""
        with self.database.writing() as connection:
            self._lock_township(connection)
            content = {"code": clinic.code, "name": clinic.name, "villages": to_text(clinic.villages)}
            self.put(connection, clinics, content)
            self._make_head(connection, clinic.code)
            connection.execute(delete(staff).where(self.own(staff), staff.c.clinic == clinic.code))
            rows = [
                {"township": self.code, "clinic": clinic.code, "user": s.user, "name": s.name, "role": s.role}
                for s in staff_rows
            ]
            if rows:
                connection.execute(insert(staff), rows)

    def clinic(self, code: ClinicCode) -> ClinicRow | None:
        """Give a clinic."""
        with self.database.reading() as connection:
            return self._clinic(connection, code)

    def clinics(self) -> Sequence[ClinicRow]:
        """List the clinics by code."""
        with self.database.reading() as connection:
            rows = connection.execute(select(clinics).where(self.own(clinics)).order_by(clinics.c.code))
            return [_clinic_of(row) for row in rows]

    def staff(self, clinic: ClinicCode) -> Sequence[StaffRow]:
        """List a clinic's staff by user."""
        mine = select(staff).where(self.own(staff), staff.c.clinic == clinic).order_by(staff.c.user)
        with self.database.reading() as connection:
            return [StaffRow(UserId(r.user), clinic, r.name, r.role) for r in connection.execute(mine)]

    def issue_code(self, code: OneTimeCode) -> None:
        """Keep a one-time code; a pending one of the same clinic is withdrawn: it is over from now on."""
        pending = (one_time_codes.c.clinic == code.clinic) & one_time_codes.c.used_by.is_(None)
        over = update(one_time_codes).where(self.own(one_time_codes), pending).values(valid_until=0)
        with self.database.writing() as connection:
            self._lock_township(connection)
            connection.execute(over)
            content = {
                "secret_hash": code.secret_hash,
                "clinic": code.clinic,
                "valid_until": to_ms(code.valid_until),
                "used_by": code.used_by,
            }
            self.put(connection, one_time_codes, content)

    def redeem_code(
        self, secret_hash: bytes, device: DeviceRow, at: datetime, by_hand: bool = False, user: str = ""
    ) -> ClinicRow:
        """Enrol a device once; the same device with the same keys and code again gets the same answer.

        The clinic is the code's; what `device` says of it does not count. `by_hand`: somebody knows the
        device and lets it in although its code is over or another device was first.

        Raises:
            Refusal: `code_unknown`, `code_expired`, `code_used`, `device_revoked`, `first_user_not_listed`.
        """
        mine = (one_time_codes.c.township == self.code) & (one_time_codes.c.secret_hash == secret_hash)
        with self.database.writing() as connection:
            code = connection.execute(select(one_time_codes).where(mine).with_for_update()).first()
            clinic = self._clinic(connection, ClinicCode(code.clinic)) if code else None
            if code is None or clinic is None:
                raise Refusal("code_unknown")
            device = replace(device, clinic=clinic.code, enrolled_at=at, returned=False)
            if self._is_here(connection, device):
                return clinic
            if code.used_by is not None and not by_hand:
                raise Refusal("code_used")
            if to_ms(at) >= code.valid_until and not by_hand:
                raise Refusal("code_expired")
            if user and not self._is_staff(connection, clinic.code, user):
                raise Refusal("first_user_not_listed")
            if code.used_by is None:
                connection.execute(update(one_time_codes).where(mine).values(used_by=device.device))
            self._enrol(connection, device)
            return clinic

    def take_back_device(self, device: DeviceRow) -> None:
        """Write a device down that showed this township's word; one that is known stays as it is.

        Raises:
            Refusal: `clinic_unknown`.
        """
        with self.database.writing() as connection:
            self._lock_township(connection)
            if self._clinic(connection, device.clinic) is None:
                raise Refusal("clinic_unknown", clinic=device.clinic)
            if self._device(connection, device.device) is None:
                self._enrol(connection, replace(device, returned=True))

    def confirm_device(self, device: DeviceId) -> None:
        """Let a device that was taken back be one like any other.

        Raises:
            Refusal: `device_unknown`.
        """
        mine = self.own(devices) & (devices.c.device == device)
        with self.database.writing() as connection:
            if not connection.execute(update(devices).where(mine).values(returned=False)).rowcount:
                raise Refusal("device_unknown")

    def device(self, device: DeviceId) -> DeviceRow | None:
        """Give an enrolled device."""
        with self.database.reading() as connection:
            return self._device(connection, device)

    def devices(self, clinic: ClinicCode) -> Sequence[DeviceRow]:
        """List a clinic's devices by id."""
        mine = select(devices).where(self.own(devices), devices.c.clinic == clinic).order_by(devices.c.device)
        with self.database.reading() as connection:
            return [_device_of(row) for row in connection.execute(mine)]

    def note_contact(self, device: DeviceRow, at: datetime) -> None:
        """Remember that a PC of a clinic called."""
        told = self.asking(at_clinic=device.clinic, by_device=device.device, at=to_ms(at))
        with self.database.writing() as connection:
            for contact in asked.CONTACTS:
                connection.execute(contact, told)

    def _lock_township(self, connection: Connection) -> None:
        connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())

    def _make_head(self, connection: Connection, clinic: ClinicCode) -> None:
        mine = select(heads.c.clinic).where(self.own(heads), heads.c.clinic == clinic)
        if connection.scalar(mine) is None:
            head = {"log_position": 0, "log_hash": NO_HASH, "result_position": 0, "result_hash": NO_HASH}
            connection.execute(insert(heads).values(township=self.code, clinic=clinic, **head))

    def _clinic(self, connection: Connection, code: ClinicCode) -> ClinicRow | None:
        row = connection.execute(select(clinics).where(self.own(clinics), clinics.c.code == code)).first()
        return _clinic_of(row) if row else None

    def _device(self, connection: Connection, device: DeviceId) -> DeviceRow | None:
        row = connection.execute(asked.DEVICE, self.asking(device=device)).first()
        return _device_of(row) if row else None

    def _enrol(self, connection: Connection, device: DeviceRow) -> None:
        connection.execute(
            insert(devices).values(
                township=self.code,
                device=device.device,
                clinic=device.clinic,
                signing_key=device.signing_key,
                sealing_key=device.sealing_key,
                enrolled_at=to_ms(device.enrolled_at),
                revoked=False,
                returned=device.returned,
            )
        )

    def _is_staff(self, connection: Connection, clinic: ClinicCode, user: str) -> bool:
        mine = self.own(staff) & (staff.c.clinic == clinic) & (staff.c.user == user)
        return connection.scalar(select(staff.c.user).where(mine)) is not None

    def _is_here(self, connection: Connection, device: DeviceRow) -> bool:
        """Tell whether a device is one of the clinic's already; another one under its id is refused."""
        known = self._device(connection, device.device)
        if known is None:
            return False
        if _who(known) != _who(device):
            raise Refusal("code_used")
        if known.revoked:
            raise Refusal("device_revoked")
        return True


def _who(device: DeviceRow) -> tuple[str, str, bytes, bytes]:
    """Give what makes a device this one, whatever became of it since."""
    return device.device, device.clinic, device.signing_key, device.sealing_key


def _clinic_of(row: Row[tuple[object, ...]]) -> ClinicRow:
    contact = None if row.last_contact is None else from_ms(row.last_contact)
    return ClinicRow(ClinicCode(row.code), row.name, tuple(from_text(row.villages)), contact)


def _device_of(row: Row[tuple[object, ...]]) -> DeviceRow:
    return DeviceRow(
        DeviceId(row.device),
        ClinicCode(row.clinic),
        row.signing_key,
        row.sealing_key,
        from_ms(row.enrolled_at),
        row.revoked,
        row.returned,
        None if row.last_contact is None else from_ms(row.last_contact),
    )
