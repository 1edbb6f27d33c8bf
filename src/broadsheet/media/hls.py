"""HLS renditions of a video: which there are, how ffmpeg makes one, what the playlists say.

Segments are fragmented MP4 of about four seconds (RFC 8216; Apple's HLS authoring specification).
Sound is a rendition of its own, shared by all pictures and played alone where the line is thin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from broadsheet.media.ffmpeg import Track, reading

MASTER = "master.m3u8"
PLAYLIST = "index.m3u8"
#: Seconds of a segment; each begins with a whole picture.
SEGMENT = 4
#: Pictures a second at most.
PICTURES = 30
_SOUND = "sound"
_SOUND_CODEC = "mp4a.40.2"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition: a name, its picture in pixels (0 by 0 for sound), bits a second at most."""

    name: str
    width: int
    height: int
    bits: int
    codec: str

    @property
    def weight(self) -> float:
        """What making it costs, against the others."""
        return max(self.width * self.height, 20_000)


#: The shorter side in pixels, bits a second at most, and H.264 in RFC 6381's words.
_LADDER = (
    (360, 800_000, "avc1.4d401e"),
    (480, 1_400_000, "avc1.4d401f"),
    (720, 2_800_000, "avc1.4d401f"),
    (1080, 5_000_000, "avc1.4d4028"),
)


def rungs_of(track: Track) -> list[Rung]:
    """The renditions of a video, the cheapest first; none is larger than the video itself."""
    found = [Rung(_SOUND, 0, 0, 128_000, _SOUND_CODEC)] if track.sound else []
    if not track.width:
        return found
    shorter = min(track.width, track.height)
    sides = [each for each in _LADDER if each[0] <= shorter] or [
        (shorter // 2 * 2 or 2, *_LADDER[0][1:])
    ]
    for side, bits, codec in sides:
        width, height = _scaled(track, side)
        found.append(Rung(f"{side}p", width, height, bits, codec))
    return found


def command_of(ffmpeg: str, source: Path, rung: Rung, folder: Path) -> list[str]:
    """What makes one rendition of ``source`` in ``folder``, telling its progress on stdout.

    Metadata stays behind: where a video was filmed is nobody's business.
    """
    common = [ffmpeg, "-nostdin", "-v", "error", "-progress", "pipe:1", *reading(source)]
    common += ["-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"]
    if rung.width:
        coded = ["-map", "0:v:0", "-an", "-c:v", "libx264", "-profile:v", "main"]
        coded += ["-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"]
        coded += ["-maxrate", str(rung.bits), "-bufsize", str(rung.bits * 2)]
        coded += ["-vf", f"scale={rung.width}:{rung.height},setsar=1", "-fpsmax", str(PICTURES)]
        coded += ["-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT})", "-sc_threshold", "0"]
    else:
        coded = ["-map", "0:a:0", "-vn", "-c:a", "aac", "-b:a", str(rung.bits), "-ac", "2"]
    written = ["-f", "hls", "-hls_time", str(SEGMENT), "-hls_playlist_type", "vod"]
    written += ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"]
    written += ["-hls_segment_filename", str(folder / "%05d.m4s"), str(folder / PLAYLIST)]
    return [*common, *coded, *written]


def master_of(rungs: list[Rung], folder: Path) -> str:
    """The playlist of the renditions that lie in ``folder``, each under its name."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    sound = next((each for each in rungs if not each.width), None)
    sound_peak = sound_mean = 0
    if sound is not None:
        sound_peak, sound_mean = _bandwidth(folder / sound.name)
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,AUTOSELECT=YES,'
            f'CHANNELS="2",URI="{sound.name}/{PLAYLIST}"'
        )
    for each in rungs:
        peak, mean = _bandwidth(folder / each.name)
        with_sound = sound is not None and bool(each.width)
        codecs = f"{each.codec},{_SOUND_CODEC}" if with_sound else each.codec
        said = f"BANDWIDTH={peak + sound_peak * with_sound}"
        said += f",AVERAGE-BANDWIDTH={mean + sound_mean * with_sound}"
        said += f',CODECS="{codecs}"'
        if each.width:
            said += f",RESOLUTION={each.width}x{each.height}"
        if sound is not None:
            said += ',AUDIO="sound"'
        lines += [f"#EXT-X-STREAM-INF:{said}", f"{each.name}/{PLAYLIST}"]
    return "\n".join(lines) + "\n"


def is_whole(folder: Path) -> bool:
    """Whether a rendition was made to its end."""
    try:
        return "#EXT-X-ENDLIST" in (folder / PLAYLIST).read_text()
    except OSError:
        return False


def _scaled(track: Track, side: int) -> tuple[int, int]:
    """The picture with its shorter side at ``side``; H.264 wants even numbers."""
    longer = max(track.width, track.height) * side / min(track.width, track.height)
    even = max(2, round(longer / 2) * 2)
    return (even, side) if track.width >= track.height else (side, even)


def _bandwidth(folder: Path) -> tuple[int, int]:
    """Bits a second of a rendition's heaviest segment, and of all (RFC 8216, 4.3.4.2)."""
    text = (folder / PLAYLIST).read_text()
    parts = re.findall(r"#EXTINF:([\d.]+),[^\n]*\n([^#\n]+)", text)
    sized = [(float(long), (folder / name.strip()).stat().st_size * 8) for long, name in parts]
    peak = max((bits / long for long, bits in sized if long > 0), default=0)
    length = sum(long for long, _ in sized)
    mean = sum(bits for _, bits in sized) / length if length else 0
    return max(1, round(peak)), max(1, round(mean))
