"""The demo newsroom's pictures, drawn with Pillow alone.

``draw_picture`` returns an editorial illustration for a key in ``PICTURES`` and
``draw_portrait`` a bust for a key in ``PORTRAITS``. The same key always gives the same
pixels. ``FOCAL`` says where each picture's subject is, as fractions of its width and height.
"""

from collections.abc import Callable

from PIL import Image

from . import city, civic, coast, country, heights, interiors, market, plains
from .plate import Plate
from .portraits import SITTERS, portrait

__all__ = ["FOCAL", "PICTURES", "PORTRAITS", "draw_picture", "draw_portrait"]

_SCENES: dict[str, tuple[Callable[[Plate], None], tuple[float, float]]] = {
    "harbour-dawn": (coast.harbour_dawn, (0.70, 0.55)),
    "grain-silos": (country.grain_silos, (0.55, 0.45)),
    "parliament-night": (civic.parliament_night, (0.50, 0.42)),
    "river-valley": (country.river_valley, (0.58, 0.60)),
    "clinic-dawn": (civic.clinic_dawn, (0.46, 0.58)),
    "stadium-dusk": (civic.stadium_dusk, (0.50, 0.60)),
    "tram-track": (city.tram_track, (0.51, 0.62)),
    "library-move": (interiors.library_move, (0.50, 0.68)),
    "telescope-array": (plains.telescope_array, (0.30, 0.62)),
    "village-exchange": (civic.village_exchange, (0.60, 0.62)),
    "desert-solar": (plains.desert_solar, (0.80, 0.66)),
    "fishing-boats": (coast.fishing_boats, (0.48, 0.68)),
    "market-street": (market.market_street, (0.45, 0.66)),
    "mountain-pass": (heights.mountain_pass, (0.38, 0.70)),
    "school-yard": (civic.school_yard, (0.52, 0.66)),
    "cinema-front": (market.cinema_front, (0.50, 0.48)),
    "flood-plain": (country.flood_plain, (0.49, 0.74)),
    "olive-grove": (country.olive_grove, (0.48, 0.66)),
    "night-city": (city.night_city, (0.58, 0.45)),
    "container-ship": (coast.container_ship, (0.42, 0.55)),
    "snow-peaks": (heights.snow_peaks, (0.56, 0.45)),
    "island-ferry": (coast.island_ferry, (0.38, 0.62)),
    "old-archive": (interiors.old_archive, (0.46, 0.64)),
    "heat-haze": (city.heat_haze, (0.40, 0.65)),
    "wind-farm": (plains.wind_farm, (0.66, 0.38)),
    "forest-edge": (country.forest_edge, (0.61, 0.70)),
    "bridge-arch": (city.bridge_arch, (0.50, 0.55)),
    "bakery-oven": (interiors.bakery_oven, (0.42, 0.62)),
}

PICTURES: tuple[str, ...] = tuple(_SCENES)
"""The keys that ``draw_picture`` knows."""

PORTRAITS: tuple[str, ...] = tuple(SITTERS)
"""The author keys that ``draw_portrait`` knows."""

FOCAL: dict[str, tuple[float, float]] = {key: focal for key, (_, focal) in _SCENES.items()}
"""Where each picture's subject is: fractions of the width and the height."""


def draw_picture(key: str) -> Image.Image:
    """Return the picture for a key as an RGB image of 1800 by 1200 pixels."""
    plate = Plate(key)
    _SCENES[key][0](plate)
    return plate.printed()


def draw_portrait(key: str) -> Image.Image:
    """Return an author's portrait as an RGB image of 800 by 800 pixels."""
    return portrait(key).printed()
