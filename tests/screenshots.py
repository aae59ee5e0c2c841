"""``python -m tests.screenshots URL``: pictures of a running demo for the Apps."""

import io
import sys
from pathlib import Path

from PIL import Image

from .browser import Browser
from .screens import PHONE, SCREENS

REPO = Path(__file__).parents[1]
# Flat colours: a palette keeps the files small enough for the repository.
COLORS = 128


def take(url):
    """Save one picture for each size of each screen that is to be a picture."""
    screens = [screen for screen in SCREENS if screen.is_picture]
    with Browser() as browser:
        login = None
        for screen in sorted(screens, key=lambda screen: screen.login):
            if screen.login != login:
                browser.log_in(url, screen.login)
                login = screen.login
            for size in screen.sizes:
                browser.resize(*size)
                screen.show(browser, url, settle=1500)
                name = f"{screen.name}{'_phone' if size == PHONE else ''}.png"
                folder = REPO / screen.addon / "static" / "description"
                _save(browser.page.screenshot(), folder / name)
                print(folder / name, flush=True)


def _save(png, path):
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    take(sys.argv[1])
