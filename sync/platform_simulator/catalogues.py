"""目录下载: handing out the catalogue version by version: 1301, 1302, 1305, 1306; the file goes by 9102."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.tables import next_number

FILE_NAME = "plc"
FIRST = "0"
_LAYOUTS: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "1301": (92, {"code": 1, "name": 8, "spec": 14, "valid": 79, "version": 83, "grade": 92}),
    "1302": (28, {"code": 1, "name": 2, "valid": 14, "version": 18}),
    "1305": (16, {"code": 1, "name": 10, "valid": 7, "version": 15}),
    "1306": (71, {"code": 1, "name": 2, "spec": 8, "valid": 68, "version": 70}),
}
"""How many columns a line has, and where what stands."""


def download(exchange: Exchange) -> dict[str, Any]:
    """13xx: give the number of the file that follows a version."""
    node = exchange.node("data", layouts.CATALOGUE)
    part = str(exchange.head["infno"])
    versions = exchange.rules.catalogues.get(part, ())
    names = [str(one["version"]) for one in versions]
    if node["ver"] != FIRST and node["ver"] not in names:
        raise Refused("FSI-版本号不存在[ver]")
    following = names.index(node["ver"]) + 1 if node["ver"] != FIRST else 0
    end = f"{exchange.now:%Y-%m-%d} 23:59:59"
    if following == len(names):
        return {"file_qury_no": "", "filename": "", "dld_end_time": end, "data_cnt": 0}
    told = versions[following]
    number = f"plc{next_number(exchange.db, 'file_qury_no'):020d}"
    text = "\n".join(_line(part, told["version"], row) for row in told["rows"])
    name = f"{part}_{told['version']}.txt.zip"
    values = (number, exchange.institution, FILE_NAME, _zipped(text))
    exchange.db.execute("insert into files values (?, ?, ?, ?)", values)
    return {"file_qury_no": number, "filename": name, "dld_end_time": end, "data_cnt": len(told["rows"])}


def _line(part: str, version: str, row: Mapping[str, str]) -> str:
    width, places = _LAYOUTS[part]
    told = {"valid": "1", **row, "version": version}
    cells = ["null"] * width
    for name, place in places.items():
        cells[place - 1] = told.get(name, "null")
    return "\t".join(cells)


def _zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("catalogue.txt", text)
    return packed.getvalue()
