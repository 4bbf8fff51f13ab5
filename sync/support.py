"""A bundle for whoever helps: sealed to the township, with facts about the PC and nobody's data."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import Refusal
from core.ports import Clock
from core.sync_ports import Standing
from core.township_ports import TownshipStore
from sync.bundle import BundleHeader, Direction, fitting_key, pieces_of, readable, write_member
from sync.bundle_file import new_bundle
from sync.fields import Fields
from sync.standing import realm_here, signer_of

Sections = Mapping[str, Mapping[str, Any]]


def write_support(
    standing: Standing, sections: Sections, path: Path, clock: Clock, random: Callable[[int], bytes]
) -> Mapping[str, Any]:
    """Write the sections, a piece each, so that only the township reads them.

    Raises:
        Refusal: `bundle_key_missing`.
        Hindrance: `stick_not_writable`.
    """
    own = standing.enrolment
    if not own.township_sealing:
        raise Refusal("bundle_key_missing")
    header = BundleHeader(Direction.SUPPORT, realm_here(standing), own.clinic, own.device, clock.now())
    pieces = ([name, content] for name, content in sections.items())
    with new_bundle(path) as sink:
        write_member(sink, header, (signer_of(standing), own.township_sealing), pieces, random)
    return {"file": path.name, "bytes": path.stat().st_size, "sections": list(sections)}


def read_support(store: TownshipStore, source: BinaryIO) -> Mapping[str, Any]:
    """Open what one of the township's clinics wrote for support.

    Raises:
        Refusal: `bundle_not_support`, `bundle_of_stranger`, `signature_wrong`, `bundle_damaged`, ...
    """
    township = store.township()
    keys = [township.keys.sealing, *store.former_sealing()]
    for member in readable(source)[0]:
        header = member.header
        if header.direction is not Direction.SUPPORT or header.realm.township != township.code:
            continue
        device = store.device(header.device)
        if device is None or device.clinic != header.clinic:
            raise Refusal("bundle_of_stranger")
        member.check(device.signing_key)
        sections: dict[str, Any] = {}
        for piece in pieces_of(source, member, fitting_key(member, keys)):
            fields = Fields("piece", piece).as_list(2)
            sections[fields.text(0, 64)] = fields.content[1]
        whose = {"clinic": header.clinic, "device": header.device, "made_at": header.made_at.isoformat()}
        return {**whose, "sections": sections}
    raise Refusal("bundle_not_support")
