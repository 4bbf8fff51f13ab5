"""One PC is told from another, by what a plain user may read of it."""

from pathlib import Path

from storage.clinic.machine import machine_id, network_cards, smbios_uuid


def test_a_machine_is_the_same_each_time_it_is_asked() -> None:
    assert machine_id() == machine_id()
    assert len(machine_id()) == 32


def card(root: Path, name: str, device: str, assigned: str, address: str) -> None:
    where = root / "class" / name
    where.mkdir(parents=True)
    if device:
        (root / device).mkdir(parents=True, exist_ok=True)
        (where / "device").symlink_to(root / device)
    (where / "addr_assign_type").write_text(f"{assigned}\n")
    (where / "address").write_text(f"{address}\n")


def test_only_burnt_in_addresses_of_cards_inside_count(tmp_path: Path) -> None:
    card(tmp_path, "eth0", "pci0/0000:01", "0", "aa:aa:aa:aa:aa:aa")
    card(tmp_path, "wlan0", "pci0/0000:02", "3", "bb:bb:bb:bb:bb:bb")
    card(tmp_path, "dongle", "pci0/usb1/1-1", "0", "cc:cc:cc:cc:cc:cc")
    card(tmp_path, "docker0", "", "0", "dd:dd:dd:dd:dd:dd")
    assert list(network_cards(tmp_path / "class")) == [b"aa:aa:aa:aa:aa:aa"]


def table(kind: int, body: bytes, texts: bytes) -> bytes:
    return bytes([kind, 4 + len(body), 0, 0]) + body + texts + b"\0\0"


def test_the_id_of_the_main_board_is_found_among_the_tables() -> None:
    uuid = bytes(range(100, 116))
    system = table(1, bytes([1, 2, 3, 4]) + uuid + bytes(3), b"Maker\0Model")
    assert smbios_uuid(table(0, bytes(20), b"Bios\0Date") + system) == uuid
    assert smbios_uuid(table(0, bytes(20), b"Bios")) == b""
    for cut in range(len(system)):
        assert smbios_uuid(system[:cut]) in (b"", uuid)
