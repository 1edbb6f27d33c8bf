"""Pictures of harbours, boats and the open sea."""

from .buildings import cube_house, dome
from .colour import darker, mix
from .land import cypress, ridge
from .people import figure
from .plate import Plate
from .shapes import oval, smooth
from .ships import fishing_boat, freighter, gantry, gulls, net, stack
from .sky import heap, moon, sky, stars, streaks, sun
from .water import column, glints, lens, ripples, surface

CARGO = ("#c8553d", "#e0a458", "#2f6f73", "#d9cdb4", "#7d3c46", "#41637d")


def harbour_dawn(p: Plate) -> None:
    """Cranes and a freighter against a coral sunrise."""
    sky(p, ["#2d4a72", "#7a7591", "#e58d74", "#fbc98c", "#ffe6b4"], 790)
    sun(p, 640, 700, 74, "#fff3cf", "#ffd48a", 7)
    streaks(p, 300, 130, 9, "#f6a88a", 0.5, 1.3)
    streaks(p, 560, 70, 9, "#ffdca8", 0.7)
    ridge(p, 770, 120, ["#c98f8c", "#e8b090"], 0.45, 790)
    for x, h in ((1010, 210), (1120, 230), (1240, 190)):
        gantry(p, x, 785, h, "#a8727c", "#c48c86")
    p.veil((0, 640, 1800, 790), "#ffdca4", 0.0, 0.65)
    p.rect((860, 762, 1800, 790), "#5d4560")
    for x, h in ((1250, 470), (1500, 560)):
        gantry(p, x, 780, h, "#3b3555", "#8a5566")
    freighter(p, 930, 800, 800, "#2b2f52", "#b5483f", "#e7c8a8", CARGO)
    p.mirror(790, 410, "#35557a", 0.34, 0.72)
    p.waver((0, 792, 1800, 1200), 7, 5, 2.2)
    p.veil((0, 790, 1800, 1200), "#1d2f52", 0.0, 0.72)
    ripples(p, 800, 1190, "#f3a487", 70, 0.3)
    ripples(p, 800, 1190, "#1f3157", 80, 0.5)
    glints(p, 640, 796, 1190, (60, 240), "#ffe7b6", 130)
    p.poly([(0, 560), (300, 560), (300, 582), (0, 582)], "#2a2544")
    gantry(p, 150, 1010, 900, "#221f3c", "#7c4a5c", 1)
    quay = [(0, 985), (420, 1000), (470, 1200), (0, 1200)]
    p.poly(quay, ["#2a2544", "#15142a"])
    p.line([(0, 985), (420, 1000)], "#e58d74", 4)
    for x in (250, 360):
        p.rect((x, 962, x + 22, 1000), "#15142a")
        p.rect((x - 6, 952, x + 28, 968), "#7c4a5c")
    gulls(p, [(480, 420, 34), (560, 380, 24), (430, 480, 20), (860, 330, 18)], "#fff0d6", "#b9838b")


def fishing_boats(p: Plate) -> None:
    """Lamplit boats and nets under the moon."""
    sky(p, ["#071c2c", "#0d3443", "#1c5a63", "#3b8580"], 640)
    stars(p, 150, 520, "#e9f3dc")
    moon(p, 1360, 210, 82, "#f6edc8", "#7fa59a")
    streaks(p, 330, 60, 6, "#2f7074", 0.6, 1.5)
    ridge(p, 640, 150, ["#17474f", "#246064"], 0.42, 660)
    ridge(p, 650, 60, "#0f3640", 0.5, 660)
    for x in (90, 150, 240, 330, 420, 470, 1630, 1700):
        p.disc(x, 636 - (x % 37) * 0.5, 3, "#ffd68a")
        p.glow(x, 632, 26, "#ffbf66", 0.6)
    surface(p, 650, ["#3b8580", "#1d5a62", "#0d3846", "#06202f"])
    ripples(p, 655, 1195, "#0a2c3a", 120, 0.6)
    ripples(p, 655, 1195, "#4d968c", 60, 0.35)
    glints(p, 1360, 655, 1190, (40, 210), "#f3ecc6", 120)
    for x, y, s, way, hull in ((330, 730, 210, 1, "#5c3a3a"), (960, 700, 150, -1, "#2b4a55")):
        lamp = fishing_boat(p, x, y, s, hull, "#d9b878", "#b8b092", "#ffd27a", way)
        p.glow(*lamp, s * 0.6, "#ffc76b", 0.75)
        p.disc(*lamp, s * 0.025, "#fff3c8")
        column(p, lamp[0], y + 8, s * 0.9, s * 0.1, "#ffcf7d", 0.8)
    p.soft(oval(820, 1020, 470, 40), "#03141f", 0.75, 14)
    lamp = fishing_boat(p, 800, 1000, 820, "#b5452f", "#f0cf8c", "#d8d2b4", "#ffd884")
    figure(p, 1035, 905, 250, "#e0a63a", "#20303a", "#8a5a3c", arm=(0.3, -0.55))
    figure(p, 700, 912, 220, "#2f6f7a", "#1a2a33", "#9a6a48", hair="#d0cabb")
    net(p, (lamp[0], lamp[1] + 60), (1500, 1015), 260, "#cfe0cf", "#ff9c4a", 1.8)
    net(p, (1120, 850), (1340, 1010), 120, "#9fc4b8", "#ffcf7a", 1.6)
    front = smooth(
        [(390, 908), (718, 920), (1005, 895), (1255, 805), (1160, 1000), (800, 1025), (432, 1000)]
    )
    p.shade(front, "#ffb45c", "up", 0.25)
    p.glow(*lamp, 360, "#ffc76b", 0.7)
    p.disc(*lamp, 17, "#fff6d6")
    column(p, lamp[0], 1040, 160, 90, "#ffcf7d", 0.85)
    ripples(p, 1010, 1190, "#d86a42", 16, 0.4, 0.8)


def container_ship(p: Plate) -> None:
    """A laden ship bearing down, with a tug at her bow."""
    sky(p, ["#f3e6c8", "#f7e3bd", "#f5cfa6", "#efb795"], 800)
    p.disc(1330, 420, 215, ["#e8694a", "#f09a6b"])
    streaks(p, 470, 130, 7, "#f9ecd2", 0.85, 1.4)
    heap(p, 190, 770, 420, "#faeed6", "#e3b598")
    heap(p, 1660, 775, 320, "#fbe9d0", "#e6b090")
    surface(p, 770, ["#8fb7ac", "#3d8686", "#1d5d69", "#0f3f50"])
    ripples(p, 780, 1190, "#c5d9c2", 60, 0.5)
    ripples(p, 780, 1190, "#134b5a", 110, 0.5)
    p.soft([(330, 880), (1640, 800), (1640, 850), (700, 1040), (420, 980)], "#0a3040", 0.6, 16)
    _deck_cargo(p)
    port = [(395, 520), (640, 470), (660, 935), (480, 850)]
    p.poly(port, ["#16324a", "#0e2236"])
    side = [(640, 470), (1600, 640), (1570, 812), (660, 935)]
    p.poly(side, ["#2c587a", "#1d4464", "#173650"])
    p.shade(side, "#0d2338", "right", 0.65)
    p.poly([(657, 850), (1574, 778), (1570, 812), (660, 935)], "#b8432f")
    p.poly([(657, 850), (463, 785), (480, 850), (660, 935)], "#7d2a26")
    p.line([(640, 470), (660, 935)], "#5d88a3", 5)
    p.line([(395, 518), (640, 468), (1600, 638)], "#f1e4c6", 6)
    for step in range(8):
        x = 760 + step * 52
        p.rect((x, 600 + step * 8, x + 34, 640 + step * 7), "#f1e4c6", 0.92)
    for x, y in ((560, 590), (700, 575)):
        p.poly(oval(x, y, 13, 18), "#0a1a29")
        p.line([(x, y), (x + 2, y + 90)], "#0a1a29", 5)
    for x, y, half, thick in (
        (600, 945, 250, 20),
        (860, 925, 280, 12),
        (470, 905, 150, 12),
        (1230, 865, 300, 7),
    ):
        lens(p, x, y, half, thick, "#f4efdd", 0.9)
    _tug(p, 250, 1010, 300)
    gulls(p, [(330, 300, 36), (460, 240, 26), (250, 390, 22), (900, 180, 20)], "#ffffff", "#b98f7c")


def _deck_cargo(p: Plate) -> None:
    inks = ("#c8553d", "#e0a458", "#2f7f78", "#f0e2c4", "#8c3f4a", "#3d6585", "#d97b4f")
    p.rect((1430, 250, 1580, 640), ["#fbf1da", "#e8d4b4"])
    p.poly([(1580, 250), (1625, 270), (1625, 640), (1580, 640)], "#a98d7c")
    p.rect((1395, 275, 1650, 315), "#22384a")
    p.rect((1480, 150, 1492, 250), "#6f6a68")
    p.line([(1455, 185), (1517, 185)], "#6f6a68", 6)
    for bay in range(7):
        back = 6 - bay
        x = 620 + back * 122
        size = 1 - back * 0.062
        base = 500 + back * 20.5
        top = base - 300 * size + p.rng.choice((0, 0, 42 * size))
        wide = 96 * size
        rows = round((base - top) / (43 * size))
        stack(p, (x, top, x + wide, base), 1, rows, inks, 0)
        for row in range(rows):
            tall = (base - top) / rows
            for slot in range(3 if bay == 6 else 1):
                ink = p.rng.choice(inks)
                right = x - slot * 72
                y = top + row * tall + slot * 5
                face = [
                    (right - 70, y + 6),
                    (right, y),
                    (right, y + tall - 2),
                    (right - 70, y + tall + 4),
                ]
                p.poly(face, darker(ink, 0.42 + 0.03 * slot))
                p.line([(right - 36, y + 4), (right - 36, y + tall)], darker(ink, 0.6), 2)


def _tug(p: Plate, x: float, y: float, s: float) -> None:
    p.soft(oval(x, y + 8, s * 0.55, 16), "#0a3040", 0.7, 8)
    hull = smooth([(x - s * 0.5, y - s * 0.17), (x, y - s * 0.13), (x + s * 0.5, y - s * 0.24)])
    p.rect(
        (x - s * 0.1, y - s * 0.42, x + s * 0.2, y - s * 0.14), ["#f6e9cc", "#d8b592"], across=True
    )
    p.rect((x - s * 0.06, y - s * 0.38, x + s * 0.17, y - s * 0.28), "#1b3a4c")
    p.rect((x - s * 0.28, y - s * 0.44, x - s * 0.17, y - s * 0.12), "#d9532f")
    p.rect((x - s * 0.28, y - s * 0.44, x - s * 0.17, y - s * 0.39), "#1b2a3a")
    p.line([(x + s * 0.05, y - s * 0.42), (x + s * 0.05, y - s * 0.66)], "#1b2a3a", 4)
    p.poly([*hull, (x + s * 0.4, y), (x - s * 0.45, y)], ["#e0673f", "#8c2f2a"])
    p.line(hull, "#1b2a3a", 9)
    for offset, half in ((0.45, 110), (0, 190), (-0.5, 120)):
        lens(p, x + offset * s, y + 6, half, 9, "#f4efdd", 0.95)


def island_ferry(p: Plate) -> None:
    """A white ferry leaving a whitewashed island."""
    sky(p, ["#f2b632", "#f6cb5c", "#fae3a0", "#fdf0cf"], 620)
    heap(p, 420, 330, 460, "#fff6dc", "#f3cd78")
    heap(p, 1450, 250, 360, "#fff3d2", "#f0c566")
    ridge(p, 600, 90, ["#b9cfc0", "#d7dcc0"], 0.4, 620)
    land = smooth(
        [
            (760, 625),
            (900, 520),
            (1060, 430),
            (1220, 330),
            (1400, 290),
            (1560, 350),
            (1700, 400),
            (1860, 430),
        ]
    )
    island = [*land, (1860, 640), (760, 640)]
    p.poly(island, ["#c98d5a", "#b06f4c", "#8d5646"])
    p.shade(island, "#6b3f45", "right", 0.55)
    for step in range(46):
        x = 960 + (step * 71) % 780
        y = 605 - abs((step * 53) % 215)
        if y < 330 + abs(x - 1400) * 0.42 + 80:
            continue
        size = 40 + (y - 380) * 0.16
        cube_house(p, x, y + 22, size, size * 0.8, "#fffaf0", "#a9bcd0")
    dome(p, 1420, 318, 48, "#5b95cf", "#2a5a9a")
    p.rect((1372, 316, 1468, 372), ["#fffaf0", "#b9c6d4"], across=True)
    for x, h in ((1120, 90), (1250, 110), (1540, 120), (1660, 100)):
        cypress(p, x, 470, h, "#5f8d5a", "#234f4a")
    surface(p, 620, ["#7fd0c4", "#2fa7ad", "#1483a0", "#0b5c86"])
    p.soft([(760, 625), (1800, 625), (1800, 720), (1000, 700)], "#8d6f5c", 0.5, 12)
    ripples(p, 630, 1190, "#d6f2e0", 90, 0.55)
    ripples(p, 630, 1190, "#0a6a90", 90, 0.5)
    _ferry(p, 250, 880)
    gulls(
        p, [(300, 470, 34), (200, 540, 24), (1090, 620, 28), (1180, 560, 20)], "#ffffff", "#8fb3bb"
    )


def _ferry(p: Plate, x: float, y: float) -> None:
    p.soft([(x - 20, y), (x + 860, y), (x + 780, y + 70), (x + 80, y + 80)], "#06456a", 0.7, 14)
    p.rect((x + 150, y - 300, x + 640, y - 230), ["#ffffff", "#d6dfe3"])
    p.rect((x + 90, y - 235, x + 730, y - 120), ["#ffffff", "#cfdbe2"])
    p.poly(
        [(x + 560, y - 370), (x + 690, y - 370), (x + 710, y - 298), (x + 560, y - 298)], "#ffffff"
    )
    p.poly(
        [(x + 575, y - 352), (x + 688, y - 352), (x + 694, y - 322), (x + 575, y - 322)], "#1b4566"
    )
    p.poly(
        [(x + 270, y - 430), (x + 390, y - 430), (x + 410, y - 298), (x + 260, y - 298)],
        ["#e2522f", "#b83a2c"],
    )
    p.rect((x + 268, y - 430, x + 392, y - 400), "#1b3a55")
    for deck, left, right, count in ((-275, 175, 620, 11), (-205, 115, 700, 15)):
        for pane in range(count):
            px = x + left + (right - left) * pane / count
            p.rect((px, y + deck, px + (right - left) / count * 0.62, y + deck + 32), "#2a6f92")
    for step in range(28):
        px = x + 96 + step * 23
        p.line([(px, y - 140), (px, y - 118)], "#ffffff", 2)
    hull = smooth([(x - 10, y - 130), (x + 300, y - 118), (x + 650, y - 124), (x + 880, y - 165)])
    body = [*hull, (x + 800, y + 8), (x + 40, y + 8)]
    p.poly(body, ["#ffffff", "#e4ecec", "#b7ccd6"])
    p.poly(
        [(x + 16, y - 42), (x + 826, y - 42), (x + 800, y + 8), (x + 40, y + 8)],
        ["#1f5f8f", "#123f68"],
    )
    p.shade(body, "#5f8ca6", "left", 0.5)
    p.line(hull, "#e2522f", 8)
    for port in range(14):
        p.disc(x + 110 + port * 46, y - 78, 9, "#1b4566")
    p.line([(x + 640, y - 370), (x + 640, y - 470)], "#51677a", 5)
    for offset, half, thick in (
        (760, 170, 13),
        (560, 240, 9),
        (200, 280, 9),
        (-60, 200, 15),
        (-150, 140, 10),
    ):
        lens(p, x + offset, y + 12, half, thick, "#fbfff5", 0.95)
    for step in range(9):
        lens(
            p,
            x - 60 - step * 20,
            y + 22 + step * 7,
            90,
            4,
            mix("#fbfff5", "#2fa7ad", step / 12),
            0.8,
        )
