"""Fonts the program brings for paper: a form looks alike on every machine; licences lie beside them."""

from pathlib import Path

_FONTS = Path(__file__).parent / "fonts"
HAN = _FONTS / "DroidSansFallback-GBK.ttf"
"""Chinese, all of GBK; it has no Latin letters."""
LATIN = _FONTS / "Vera.ttf"
"""Latin letters and digits."""
