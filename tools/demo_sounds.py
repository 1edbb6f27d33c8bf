"""Make the demo newsroom's three pieces of sound: no speech, no samples, tones and noise only.

Run by hand when one changes: ``python tools/demo_sounds.py``. It needs ffmpeg on the path, which
the product itself does not.
"""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src" / "broadsheet" / "demo" / "clips"
SECONDS = 24
BITS_PER_SECOND = 32_000
LARGEST = 110_000

#: Waves and a ship's horn; a tram's bell over its hum; wind over a marsh with a far bird.
SOUNDS = {
    "signals-harbour": (
        "anoisesrc=c=brown:a=0.5:d={0}[sea];[sea]tremolo=f=0.14:d=0.9,lowpass=f=700[waves];"
        "aevalsrc='0.5*(sin(2*PI*110*t)+0.6*sin(2*PI*165*t))*between(mod(t,9),2,4.5)"
        "*min(1,4*(mod(t,9)-2))*min(1,2*(4.5-mod(t,9)))':d={0}[horn];"
        "[waves][horn]amix=inputs=2:weights='1 0.7'[out]"
    ),
    "signals-tram": (
        "aevalsrc='0.25*sin(2*PI*(60+20*sin(2*PI*t/12))*t)+0.12*sin(2*PI*120*t)':d={0}[hum];"
        "aevalsrc='0.6*(sin(2*PI*1320*t)+0.5*sin(2*PI*2110*t))*exp(-5*mod(t,0.5))"
        "*lt(mod(t,6),1)':d={0}[bell];[hum][bell]amix=inputs=2:weights='1 0.8'[out]"
    ),
    "signals-lagoon": (
        "anoisesrc=c=pink:a=0.4:d={0}[air];[air]tremolo=f=0.11:d=0.8,bandpass=f=420:w=500[wind];"
        "aevalsrc='0.4*sin(2*PI*(1500+500*sin(2*PI*6*t))*t)*between(mod(t,8),3,3.4)"
        "+0.3*sin(2*PI*900*t)*between(mod(t,8),5,5.2)':d={0}[bird];"
        "[wind][bird]amix=inputs=2:weights='1 0.4'[out]"
    ),
}


def main() -> None:
    """Make every piece and refuse one that is too large."""
    for name, graph in SOUNDS.items():
        target = FOLDER / f"{name}.mp3"
        command = ["ffmpeg", "-y", "-loglevel", "error", "-filter_complex", graph.format(SECONDS)]
        command += ["-map", "[out]", "-ac", "1", "-ar", "24000", "-b:a", str(BITS_PER_SECOND)]
        subprocess.run([*command, "-map_metadata", "-1", str(target)], check=True)
        size = target.stat().st_size
        if size > LARGEST:
            raise SystemExit(f"{target.name} is {size} bytes; the limit is {LARGEST}")
        print(f"{target.name}: {size} bytes")


if __name__ == "__main__":
    main()
