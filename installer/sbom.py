"""The list of what a packaged program is made of, as CycloneDX 1.6: the same parts give the same bytes."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from packageurl import PackageURL

from installer.carried import Part

_NAMESPACE = uuid.UUID("5b1a7f0e-6a0b-5c4e-9d7e-0c6e2f3a9b11")
_KINDS = {"pypi": "pypi", "deb": "deb", "python": "generic", "inside": "generic"}


def sbom_of(name: str, version: str, parts: Sequence[Part]) -> str:
    """Write the list for a program of a name and version.

    Returns:
        JSON (ECMA-424). No moment is told, and the serial number follows from the content, so that two builds
        of one source compare equal.
    """
    components = [_component(part) for part in parts]
    refs = [one["bom-ref"] for one in components]
    serial = uuid.uuid5(_NAMESPACE, json.dumps([name, version, components], sort_keys=True))
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": {"bom-ref": name, "name": name, "type": "application", "version": version}},
        "components": components,
        "dependencies": [{"ref": name, "dependsOn": refs}],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _component(part: Part) -> Mapping[str, Any]:
    namespace = "debian" if part.kind == "deb" else None
    purl = PackageURL(_KINDS[part.kind], namespace, part.name, part.version or None).to_string()
    told = {
        "bom-ref": f"{purl}#{part.within}" if part.within else purl,
        "name": part.name,
        "type": "library",
        "purl": purl,
    }
    known = {"version": part.version} if part.version else {}
    # Names of licences come as their makers wrote them, so none is claimed to be of a list.
    licences = {"licenses": [{"license": {"name": part.licence}}]} if part.licence else {}
    return told | known | licences
