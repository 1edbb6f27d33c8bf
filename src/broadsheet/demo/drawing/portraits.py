"""The nine authors of the demo newsroom."""

from .faces import Sitter, backdrop, beard, head, shoulders
from .hair import behind, over
from .plate import Plate

SITTERS: dict[str, Sitter] = {
    "lina-haddad": Sitter(
        "#d3a07a",
        "#3a2426",
        "waves",
        "#8a2f3a",
        "#f3e2c8",
        ("#e3b25a", "#f0cf8c"),
        "disc",
        lips="#a83a40",
    ),
    "omar-rahal": Sitter(
        "#b98058",
        "#231b1f",
        "swept",
        "#2f4a5e",
        "#e9e3d4",
        ("#8fb3ac", "#5f8d8a"),
        "arch",
        beard="#2a2024",
    ),
    "ines-duarte": Sitter(
        "#a86c48",
        "#2a1a1c",
        "curls",
        "#d98a2f",
        "#3a4a5c",
        ("#3f6f7a", "#2a5564"),
        "disc",
        "roll",
        width=0.97,
    ),
    "salma-idris": Sitter(
        "#8a5738",
        "#2f7f7a",
        "scarf",
        "#2a3550",
        "#2f7f7a",
        ("#e9a58a", "#d97f66"),
        "arch",
        "roll",
        width=0.95,
    ),
    "tomas-vega": Sitter(
        "#cf9670",
        "#8f8a88",
        "receding",
        "#4a5a42",
        "#d9cfb4",
        ("#c9b48a", "#a8895c"),
        "slope",
        glasses="#2b2226",
        beard="#a8a29c",
    ),
    "amara-nwosu": Sitter(
        "#6b4029",
        "#1d1518",
        "bun",
        "#c9463a",
        "#f0c45a",
        ("#f0c9a4", "#e0a070"),
        "panel",
        "band",
        lips="#8a2f38",
        width=0.96,
    ),
    "yuki-tanabe": Sitter(
        "#e3b890",
        "#1f1c26",
        "bob",
        "#3a3f5a",
        "#f3efe4",
        ("#b9c4dc", "#8a9cc4"),
        "slope",
        glasses="#b5432f",
        width=0.94,
    ),
    "daniel-mercer": Sitter(
        "#e6b494",
        "#a8552f",
        "crop",
        "#5a6b7d",
        "#2b3a4c",
        ("#a9b584", "#7d9060"),
        "panel",
        "roll",
        width=1.03,
    ),
    "nour-khalil": Sitter(
        "#c48f68",
        "#a8486b",
        "scarf",
        "#3f2f4a",
        "#a8486b",
        ("#8fb5c4", "#c4dcdc"),
        "disc",
        "roll",
        glasses="#3a2a30",
        width=0.95,
    ),
}


def portrait(key: str) -> Plate:
    """Draw one author's bust on a square plate."""
    sitter = SITTERS[key]
    p = Plate(key, 800, 800)
    backdrop(p, sitter)
    if sitter.style != "scarf":
        behind(p, sitter)
        shoulders(p, sitter)
    else:
        shoulders(p, sitter)
        behind(p, sitter)
    head(p, sitter)
    if sitter.beard:
        beard(p, sitter)
    over(p, sitter)
    return p
