"""Meeting a township by its founding bundle: the other way to become a clinic, without any network."""

from collections.abc import Callable
from pathlib import Path

from core.dates import china_day
from core.errors import Refusal
from core.ids import DeviceId
from core.ports import Clock, DeviceKeys, Enrolment, Founding
from sync import founding_code
from sync.bundle_file import found_bundle
from sync.enrolment import Enrolled
from sync.founding import founding_in

_KEY_BYTES = 32
_ID_BYTES = 16


def meet_on_stick(
    file: Path, typed: str, program: str, clock: Clock, random: Callable[[int], bytes]
) -> Enrolled:
    """Become the clinic that a founding bundle and the code on paper are for; `program` is our version.

    Raises:
        Refusal: `founding_over_here` with the last `day`; `bundle_missing`; as `founding_code.read` and
            `founding_in`.
        Hindrance: `stick_not_readable`.
    """
    code = founding_code.read(typed)
    with found_bundle(file) as source:
        word = founding_in(source, code)
    if clock.now() > word.until:
        raise Refusal("founding_over_here", day=china_day(word.until).isoformat())
    enrolment = Enrolment(
        township=word.township,
        township_name=word.township_name,
        clinic=word.clinic,
        clinic_name=word.clinic_name,
        device=DeviceId(random(_ID_BYTES).hex()),
        address=word.address,
        township_key=word.signing_key,
        tls_pin=word.tls_pin,
        keys=DeviceKeys(signing=random(_KEY_BYTES), sealing=random(_KEY_BYTES)),
        county=word.county,
        township_sealing=word.sealing_key,
        founding=Founding(code.secret, program),
    )
    return Enrolled(enrolment, word.epoch)
