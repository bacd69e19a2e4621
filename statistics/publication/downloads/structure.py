"""What the codes of the SDMX files mean: two committed templates, filled from the code lists.

`structure.xml` is SDMX-ML 3.0 without MeasureRelationship, which readers do not know;
`structure.json` is SDMX-JSON 2.0. Codes have no parents: the schema of SDMX-ML takes none
that begins with a digit, as those of ISIC do.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from config.inert_cells import plain
from statistics.publication.downloads.codes_queries import Codes, Named
from statistics.publication.downloads.periods import FREQUENCY_NAMES, PublicPeriod
from statistics.publication.downloads.sdmx import INDICATORS
from statistics.publication.downloads.standings import CONFIDENTIALITY, Standing

_FOLDER: Final = Path(__file__).parent / "sdmx_templates"
_ID, _PREPARED = "@ID@", "@PREPARED@"

CodeLists = Mapping[str, Mapping[str, str]]


def code_lists(codes: Codes, periods: Iterable[PublicPeriod]) -> CodeLists:
    """Put together each list of codes with their Persian names."""
    return {
        "CL_FREQ": FREQUENCY_NAMES,
        "CL_INDICATOR": {code: str(flow.label) for flow, code in INDICATORS.items()},
        "CL_PRODUCT": _names(codes.products.values()),
        "CL_ACTIVITY": _names(codes.trades.values()),
        "CL_UNIT_MEASURE": _names(codes.measures.values()),
        "CL_AREA": _names(codes.areas.values()),
        "CL_J_PERIOD": {period.public_code: str(period) for period in periods},
        "CL_OBS_STATUS": {each.value: str(each.label) for each in Standing},
        "CL_CONF_STATUS": CONFIDENTIALITY,
        "CL_UNIT_MULT": {"0": "یک"},
    }


def structure_xml(lists: CodeLists, name: str, prepared: datetime) -> bytes:
    """Fill the template of SDMX-ML 3.0."""
    text = (_FOLDER / "structure.xml").read_text(encoding="utf-8")
    text = text.replace(_ID, name).replace(_PREPARED, _moment(prepared))
    for which, codes in lists.items():
        lines = (
            f'        <str:Code id="{escape(code)}">'
            f'<com:Name xml:lang="fa">{escape(label)}</com:Name></str:Code>'
            for code, label in codes.items()
        )
        text = text.replace(f"<!--{which}-->", "\n".join(lines))
    return text.encode()


def structure_json(lists: CodeLists, name: str, prepared: datetime) -> bytes:
    """Fill the template of SDMX-JSON 2.0."""
    message = json.loads((_FOLDER / "structure.json").read_text(encoding="utf-8"))
    message["meta"] |= {"id": name, "prepared": _moment(prepared)}
    for found in message["data"]["codelists"]:
        found["codes"] = [
            {"id": code, "name": label, "names": {"fa": label}}
            for code, label in lists[found["id"]].items()
        ]
    return json.dumps(message, ensure_ascii=False, indent=1).encode()


def _names(codes: Iterable[Named]) -> dict[str, str]:
    # A name is never empty in SDMX.
    return {each.code: plain(each.name).strip() or each.code for each in codes}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
