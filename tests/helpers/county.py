"""A county with keys and a pack of its own, for tests."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.county import CountyKeys, CountyLabel, CountySecrets
from core.county_pack import CountyPack, pack_from, package_of, payload_of
from sync.codec import CborCodec
from sync.county.signature import sign_for_county
from sync.envelope import public_half, sealing_half

PASSPHRASE = "qing shi yun ling gu du"
COUNTY_NAME = "云岭县"
COUNTY_PACK = "CN-239901"
SIGNED_AT = 1_780_000_000_000
Texts = Mapping[str, str]


def a_county(seed: int = 1, name: str = COUNTY_NAME) -> tuple[CountyKeys, CountySecrets]:
    """Give a county's keys, the same for the same seed."""
    drawn = CountySecrets(bytes([seed]) * 32, bytes([seed + 100]) * 32)
    return CountyKeys(name, public_half(drawn.signing), sealing_half(drawn.recovery)), drawn


def a_case(months: int = 3, **change: Any) -> dict[str, Any]:
    """Give a case: the year before was missed, and the wait is as long as said."""
    records = [
        {"kind": "resident", "coverage_year": 2024, "paid_on": "2023-11-01"},
        {"kind": "resident", "coverage_year": 2026, "paid_on": "2025-12-03"},
    ]
    person = {"birth_date": "1970-06-15", "identities": [], "events": [], "records": records}
    case = {
        "id": "county-1",
        "title": "断保一年",
        "citation": "测试",
        "target_year": 2026,
        "as_of": "2026-02-01",
    }
    return {**case, "person": person, "expected": {"total_months": months}, **change}


def a_pack(pack_id: str = COUNTY_PACK, parent: str = "CN-23", body: str = "", **more: Any) -> Texts:
    """Give a folder of a county's pack; `body` goes into pack.toml, `since`, `until`, `cases` may be said."""
    until = f"effective_to = {more['until']}\n" if "until" in more else ""
    head = (
        f'schema = "policy-pack/1"\npack_id = "{pack_id}"\nregion_code = "239901"\nregion_name = "云岭县"\n'
        f'parent = "{parent}"\neffective_from = {more.get("since", "2025-01-01")}\n{until}'
        '[issued]\ntitle = "云岭县测试政策"\n[verification]\nstatus = "synthetic"\nsources = ["测试"]\n'
    )
    cases = json.dumps(more.get("cases", [a_case()]), ensure_ascii=False)
    return {"mine/pack.toml": head + body, "mine/cases/a.json": cases, "mine/CHANGES.md": "# 首次发布\n"}


def signed(*folders: Texts, seed: int = 1, at: int = SIGNED_AT) -> bytes:
    """Sign folders as the county of a seed would, without trying them."""
    return signed_pack(pack_from(folders or [a_pack()], at), seed)


def signed_pack(pack: CountyPack, seed: int = 1) -> bytes:
    """Sign whatever it is."""
    codec = CborCodec()
    payload = payload_of(pack, codec)
    return package_of(payload, sign_for_county(a_county(seed)[1].signing, CountyLabel.PACK, payload), codec)


def laid_out(folder: Path, texts: Texts) -> Path:
    """Write a pack as a folder of files; give the folder."""
    for path, text in texts.items():
        file = folder / path.partition("/")[2]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder
