"""Compiles the translations: every .po of the package into the .mo beside it."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "src" / "broadsheet" / "locale"


def compiled(po: Path) -> bytes:
    """The bytes of the compiled catalogue of ``po``."""
    import io

    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parent.parent.name)
    out = io.BytesIO()
    write_mo(out, catalogue, use_fuzzy=False)
    return out.getvalue()


def main() -> None:
    """Compile all of them, saying which."""
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        po.with_suffix(".mo").write_bytes(compiled(po))
        print(po.relative_to(LOCALE))


if __name__ == "__main__":
    main()
