"""QCodes of NewsML-G2 (§ "Concepts and controlled values"): an alias, a colon and a code.

An alias stands for the address of a vocabulary. What a catalogue inside the file says counts; the
catalogues it only names are never fetched, so IPTC's own aliases are known here.
"""

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.formats.xml_elements import attribute, local_name
from broadsheet.wire.formats.xml_text import Element

NEWSCODES = "http://cv.iptc.org/newscodes/"
#: Aliases of IPTC's own vocabularies, with the last part of their schemes (IPTC G2 catalogue 41).
_NEWSCODES = {
    "acdc": "audiocodec/",
    "altidrole": "altidrole/",
    "aoprop": "aoproperty/",
    "app": "application/",
    "aspfacet": "asportfacet/",
    "aspfacetvalue": "asportfacetvalue/",
    "authoritystatus": "authoritystatus/",
    "catinat": "catinature/",
    "chprop": "characteristicsproperty/",
    "cinat": "cinature/",
    "ciprol": "contactinfopartrole/",
    "colin": "colourindicator/",
    "colsp": "colorspace/",
    "conf": "confidence/",
    "cpnat": "cpnature/",
    "cpprole": "contentprodpartyrole/",
    "cptdefrole": "conceptdefinitionrole",
    "cptnoterole": "conceptnoterole/",
    "crel": "conceptrelation/",
    "ctech": "commtech/",
    "ctrol": "contributorrole/",
    "cwarn": "contentwarning/",
    "digsrctype": "digitalsourcetype/",
    "dimensionunit": "dimensionunit/",
    "drol": "descriptionrole/",
    "dummy": "dummy/",
    "ecirol": "eventcontactinforole/",
    "edconf": "eventdateconfirm/",
    "ednoterole": "ednoterole",
    "encd": "encoding/",
    "entityprop": "entityproperty/",
    "eocstat": "eventoccurstatus/",
    "eorol": "eventorganiserrole/",
    "eprol": "eventparticipantrole/",
    "eregrol": "eventregrole/",
    "erol": "edrole/",
    "fisymtype": "financialinstrumentsymboltype/",
    "frmt": "format/",
    "gen": "generic/",
    "genre": "genre/",
    "hashscope": "hashscope/",
    "hashtype": "hashtype/",
    "hatarget": "hopactiontarget/",
    "hopaction": "hopaction/",
    "howextr": "howextracted/",
    "howpr": "howpresent/",
    "ikos": "ikos/",
    "imgregrole": "imageregionrole/",
    "imgregtype": "imageregiontype/",
    "impt": "importance/",
    "irel": "itemrelation/",
    "irep": "itemrepresentation/",
    "isrol": "infosourcerole/",
    "ivqu": "videoqualifier/",
    "lbtyp": "labeltype/",
    "loctyp": "location/",
    "loutorient": "layoutorientation/",
    "lrol": "languagerole/",
    "medtop": "mediatopic/",
    "medtype": "mediatype1/",
    "mtyp": "mediatype/",
    "ncostat": "newscoveragestatus/",
    "ninat": "ninature/",
    "nityp": "newsitemtype/",
    "nmsig": "newsmsgsignal/",
    "not": "notation/",
    "nprod": "newsproduct/",
    "nprov": "newsprovider/",
    "nprt": "namepart/",
    "nrol": "namerole/",
    "oito": "ofinterestto/",
    "pgrmod": "pkggroupmode/",
    "plinat": "plinature/",
    "prio": "priority/",
    "prodgenre": "productgenre/",
    "prop": "property/",
    "prov": "provider/",
    "pst1": "status1/",
    "rcalctype": "rcalctype/",
    "rel": "relevance/",
    "riaspect": "riaspect/",
    "rightsprop": "rightsproperty/",
    "riscope": "riscope/",
    "rnd": "rendition/",
    "role1": "role1/",
    "rscaleunit": "rscaleunit/",
    "rtype": "ratertype/",
    "scn": "scene/",
    "sev": "severity/",
    "sig": "signal/",
    "sov": "videoscaling/",
    "squ": "subjectqualifier/",
    "stat": "pubstatusg2/",
    "subj": "subjectcode/",
    "timeunit": "timeunit/",
    "tone": "tone/",
    "tpctyp": "topictype/",
    "trustindicator": "trustindicator/",
    "urgy": "urgency/",
    "useracttype": "useractiontype/",
    "valfmt": "valueformat/",
    "vcdc": "videocodec/",
    "videodef": "videodefinition/",
    "why": "whypresent/",
    "wldreg": "worldregion/",
}
#: Aliases of the same catalogue for vocabularies of others.
_ELSEWHERE = {
    "a1312cat": "http://cvx.iptc.org/anpa1312-category/",
    "a1312prio": "http://cvx.iptc.org/anpa1312-priority/",
    "a1312svc": "http://cvx.iptc.org/anpa1312-servicelevel/",
    "a1312vers": "http://cvx.iptc.org/anpa1312-version/",
    "bcp47": "http://cvx.iptc.org/bcp47/",
    "cusip": "http://cvx.iptc.org/cusip/",
    "dbpedia": "http://dbpedia.org/resource/",
    "figi": "http://cvx.iptc.org/figi/",
    "freebase": "http://www.freebase.com",
    "geonames": "http://sws.geonames.org/",
    "geonameshttps": "https://sws.geonames.org/",
    "gics": "http://cvx.iptc.org/gics/",
    "googletopicsv1": "http://cvx.iptc.org/googletopicsv1/",
    "googletopicsv2": "http://cvx.iptc.org/googletopicsv2/",
    "iabadproduct10": "http://cvx.iptc.org/iabadproduct10/",
    "iabadproduct20": "http://cvx.iptc.org/iabadproduct20/",
    "iabaudience10": "http://cvx.iptc.org/iabaudience10/",
    "iabcontent20": "http://cvx.iptc.org/iabcontent20/",
    "iabcontent21": "http://cvx.iptc.org/iabcontent21/",
    "iabcontent22": "http://cvx.iptc.org/iabcontent22/",
    "iabcontent30": "http://cvx.iptc.org/iabcontent30/",
    "isin": "http://cvx.iptc.org/isin/",
    "iso3166-1a2": "http://cvx.iptc.org/iso3166-1a2/",
    "iso3166-1a3": "http://cvx.iptc.org/iso3166-1a3/",
    "iso3166-2": "http://cvx.iptc.org/iso3166-2/",
    "iso4217a": "http://cvx.iptc.org/iso4217a/",
    "iso4217n": "http://cvx.iptc.org/iso4217n/",
    "mb-artist": "http://musicbrainz.org/artist/",
    "mb-label": "http://musicbrainz.org/label/",
    "mb-recording": "http://musicbrainz.org/recording/",
    "mb-release": "http://musicbrainz.org/release/",
    "mb-releasegroup": "http://musicbrainz.org/release-group/",
    "mb-work": "http://musicbrainz.org/work/",
    "mic": "http://cvx.iptc.org/iso10383-mic/",
    "parasport": "http://cvx.iptc.org/parasport/",
    "plus": "http://ns.useplus.org/ldf/vocab/",
    "secst": "http://cvx.iptc.org/secst/",
    "sedol": "http://cvx.iptc.org/sedol/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "ticker": "http://cvx.iptc.org/ticker/",
    "tidm": "http://cvx.iptc.org/tidm/",
    "wikidata": "http://www.wikidata.org/entity/",
}


class Catalogue:
    """The aliases that hold in a file."""

    def __init__(self, item: Element) -> None:
        self._schemes = {alias: f"{NEWSCODES}{rest}" for alias, rest in _NEWSCODES.items()}
        self._schemes |= _ELSEWHERE
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
