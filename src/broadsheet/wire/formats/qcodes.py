"""QCodes of NewsML-G2 (§ "Concepts and controlled values"): an alias, a colon and a code.

An alias stands for the address of a vocabulary. What a catalogue inside the file says counts; the
catalogues it only names are never fetched, so IPTC's own aliases are known here.
"""

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.formats.xml_elements import attribute, local_name
from broadsheet.wire.formats.xml_text import Element

NEWSCODES = "http://cv.iptc.org/newscodes/"
#: IPTC's aliases and the last part of their schemes (IPTC NewsCodes catalogue).
_IPTC = {
    "app": "application",
    "asparent": "aspectparent",
    "aspfacet": "aspfacet",
    "aspfacetvalue": "aspfacetvalue",
    "cinat": "conceptitemnature",
    "colsp": "colourspace",
    "cpnat": "cpnature",
    "cptype": "cptype",
    "crel": "conceptrelation",
    "crol": "contentprodpartyrole",
    "ctrol": "contributorrole",
    "dgenre": "descriptiongenre",
    "drol": "descriptionrole",
    "eprol": "eventpartrole",
    "facet": "facet",
    "fixt": "fixture",
    "frel": "facilityrelation",
    "genre": "genre",
    "group": "grouprole",
    "hrol": "hashalgorithmrole",
    "howextr": "howextracted",
    "irel": "itemrelation",
    "isrol": "infosourcerole",
    "medtop": "mediatopic",
    "ninat": "ninature",
    "ninjstype": "ninjstype",
    "nprov": "newsprovider",
    "nrol": "namerole",
    "pgrmod": "packagegroupmode",
    "plinat": "plannature",
    "prodgenre": "productgenre",
    "rnd": "rendition",
    "rol": "role",
    "scene": "scene",
    "sig": "signal",
    "stat": "pubstatusg2",
    "subj": "subjectcode",
    "timeunit": "timeunit",
    "trustind": "trustindicator",
    "vidrnd": "videorendition",
}


class Catalogue:
    """The aliases that hold in a file."""

    def __init__(self, item: Element) -> None:
        self._schemes = {alias: f"{NEWSCODES}{name}/" for alias, name in _IPTC.items()}
        for each in item:
            if local_name(each) == "catalog":
                for scheme in list(each)[:2_000]:
                    alias, address = attribute(scheme, "alias"), attribute(scheme, "uri")
                    if alias and address.startswith(("http://", "https://", "urn:", "tag:")):
                        self._schemes[alias] = tidy_text(address)

    def read(self, qcode: str) -> tuple[str, str, str]:
        """Scheme, code and address of a QCode; the scheme is the alias where nobody knows it."""
        alias, colon, code = tidy_text(qcode).partition(":")
        if not colon:
            return "", alias, ""
        scheme = self._schemes.get(alias, "")
        return (scheme, code, f"{scheme}{code}") if scheme else (alias, code, "")


def code_of(qcode: str) -> str:
    """The code alone, in small letters, of a QCode, an address or a bare code."""
    return qcode.strip().rstrip("/").rpartition(":")[2].rpartition("/")[2].lower()
