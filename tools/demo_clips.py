"""Make the demo newsroom's seven silent clips from its own drawings.

Run by hand when a drawing changes: ``python tools/demo_clips.py``. It needs ffmpeg on the
path, which the product itself does not.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFilter

SOURCE = Path(__file__).resolve().parent.parent / "src"
sys.path.insert(0, str(SOURCE))

from broadsheet.demo.drawing import FOCAL, draw_picture  # noqa: E402

SIZE = (640, 360)
RATE = 25
SECONDS = 12
FADE = 1.2
BITS_PER_SECOND = 93_000
LARGEST = 160_000

CLIPS = {
    "first-ship-video": ("container-ship", "harbour-dawn"),
    "how-a-tram-brakes": ("tram-track", "night-city"),
    "long-table": ("parliament-night", "old-archive"),
    "doors-old-town": ("market-street", "bridge-arch"),
    "fishermen-night": ("fishing-boats", "island-ferry"),
    "long-table-heat": ("heat-haze", "night-city"),
    "doors-bakery": ("bakery-oven", "mountain-pass"),
}


def view(picture: Image.Image, focal: tuple[float, float], progress: float) -> Image.Image:
    """Return one frame: a 16:9 window that closes slowly on the focal point."""
    eased = progress * progress * (3 - 2 * progress)
    width = picture.width * (1 - 0.16 * eased)
    height = width * SIZE[1] / SIZE[0]
    x = picture.width / 2 + (focal[0] * picture.width - picture.width / 2) * eased
    y = focal[1] * picture.height
    left = min(max(0.0, x - width / 2), picture.width - width)
    top = min(max(0.0, y - height / 2), picture.height - height)
    box = (left, top, left + width, top + height)
    return picture.resize(SIZE, Image.Resampling.BICUBIC, box)


def frames(keys: tuple[str, str]) -> Iterator[bytes]:
    """Yield the raw frames of a clip that fades from its first picture to its second."""
    first, second = (draw_picture(key).filter(ImageFilter.GaussianBlur(1.1)) for key in keys)
    half = SECONDS / 2
    span = half + FADE / 2
    for number in range(SECONDS * RATE):
        now = number / RATE
        fade = min(1.0, max(0.0, (now - half + FADE / 2) / FADE))
        pair = []
        if fade < 1:
            pair.append(view(first, FOCAL[keys[0]], min(1.0, now / span)))
        if fade > 0:
            pair.append(view(second, FOCAL[keys[1]], max(0.0, (now - SECONDS + span) / span)))
        frame = pair[0] if len(pair) == 1 else Image.blend(pair[0], pair[1], fade)
        yield frame.tobytes()


def encode(raw: Path, target: Path) -> None:
    """Encode raw frames in two passes so that the clip keeps to its size."""
    with tempfile.TemporaryDirectory() as scratch:
        source = ["ffmpeg", "-y", "-loglevel", "error", "-threads", "1", "-f", "rawvideo"]
        source += [
            "-pix_fmt",
            "rgb24",
            "-s",
            f"{SIZE[0]}x{SIZE[1]}",
            "-r",
            str(RATE),
            "-i",
            str(raw),
        ]
        codec = ["-an", "-c:v", "libx264", "-preset", "slow", "-b:v", str(BITS_PER_SECOND)]
        codec += ["-threads", "1", "-pix_fmt", "yuv420p", "-passlogfile", f"{scratch}/pass"]
        subprocess.run([*source, *codec, "-pass", "1", "-f", "null", "/dev/null"], check=True)
        final = ["-pass", "2", "-movflags", "+faststart", "-map_metadata", "-1", str(target)]
        subprocess.run([*source, *codec, *final], check=True)


def main() -> None:
    """Make every clip and refuse one that is too large."""
    folder = SOURCE / "broadsheet" / "demo" / "clips"
    folder.mkdir(exist_ok=True)
    # One that is there stays as it is; delete it to have it drawn anew.
    for name, keys in CLIPS.items():
        target = folder / f"{name}.mp4"
        if target.exists():
            continue
        with tempfile.NamedTemporaryFile(suffix=".rgb") as raw:
            for frame in frames(keys):
                raw.write(frame)
            raw.flush()
            encode(Path(raw.name), target)
        size = target.stat().st_size
        if size > LARGEST:
            raise SystemExit(f"{target.name} is {size} bytes; the limit is {LARGEST}")
        print(f"{target.name}: {size} bytes")


if __name__ == "__main__":
    main()
