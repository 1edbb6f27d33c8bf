"""The rendition of audio that every podcast player plays: AAC in MP4, for what came otherwise."""

from __future__ import annotations

from pathlib import Path

from broadsheet.media.ffmpeg import reading

NAME = "audio.m4a"
BITS = 128_000


def command_of(ffmpeg: str, source: Path, target: Path) -> list[str]:
    """What makes ``target`` of ``source``, telling its progress on stdout. No metadata comes along.

    Its index is at the beginning (``faststart``), so that players begin before they have it all.
    """
    command = [ffmpeg, "-nostdin", "-v", "error", "-progress", "pipe:1", *reading(source)]
    command += ["-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"]
    command += ["-c:a", "aac", "-b:a", str(BITS), "-ac", "2", "-movflags", "+faststart"]
    return [*command, "-f", "mp4", "-y", str(target)]
