#!/usr/bin/python3
"""Real programs show our pictures: run.py BIN, the folder of silu-cli.

On Debian: apt-get install chromium librsvg2-bin python3-pil
Says what it checked, and stops at the first thing that is wrong.
"""
import html
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from PIL import Image

HERE = pathlib.Path(__file__).parent
SILU_CLI = pathlib.Path(sys.argv[1]).resolve() / "silu-cli"
LIGHT, DARK = (255, 255, 255), (0x15, 0x18, 0x1C)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def chromium(page, *options):
    return run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
               *options, page.as_uri())


def pixels(file):
    """How many pixels there are of each color."""
    image = Image.open(file).convert("RGB")
    return {color: count for count, color in image.getcolors(image.width * image.height)}


def plot(file, *options):
    run(SILU_CLI, "plot", "-f", "silu,relu,sigmoid", "-o", file, *options)


def check_svg(folder):
    svg, png = folder / "plot.svg", folder / "plot.png"
    for options in ([], ["3"], ["--range", "-1e300", "1e300", "100", "--dtype", "float64"]):
        plot(svg, *options)
        root = xml.etree.ElementTree.parse(svg).getroot()
        run("rsvg-convert", svg, "-o", png)
        size = Image.open(png).size
        assert size == (int(root.get("width")), int(root.get("height"))), size
    plot(svg)
    run("rsvg-convert", svg, "-o", png)
    count = pixels(png)
    assert max(count, key=count.get) == LIGHT
    for color in ((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x9E, 0x73)):
        assert count.get(color, 0) > 100, (color, count.get(color))
    print("rsvg-convert draws the SVG, every curve in its color")


def check_preference(folder, file, size):
    for preference, background in (("0", DARK), ("1", LIGHT)):
        png = folder / "screenshot.png"
        chromium(file, f"--blink-settings=preferredColorScheme={preference}",
                 f"--window-size={size}", f"--screenshot={png}")
        count = pixels(png)
        assert max(count, key=count.get) == background, file
        assert (count.get((0x3D, 0x9B, 0xE0), 0) > 100) == (background == DARK), file


def check_page(folder):
    page = folder / "plot.html"
    plot(page)
    check_preference(folder, page, "900,1400")
    script = "<script>\n" + (HERE / "page.js").read_text() + "</script>\n</body>"
    page.write_text(page.read_text().replace("</body>", script))
    dom = chromium(page, "--dump-dom")
    result = re.search(r'<html[^>]* data-test="([^"]*)"', dom)
    assert result, "the test of the page did not come to its end"
    assert result[1] == "passed", html.unescape(result[1])
    print("Chromium shows the page, light and dark; mouse, keys, buttons and table do their work")


with tempfile.TemporaryDirectory() as scratch:
    check_svg(pathlib.Path(scratch))
    check_page(pathlib.Path(scratch))
    plot(pathlib.Path(scratch) / "plot.svg")
    check_preference(pathlib.Path(scratch), pathlib.Path(scratch) / "plot.svg", "700,460")
    print("Chromium shows the SVG, light and dark")
