"""Makes the PDFs that the tests read."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from fpdf import FPDF

FONTS = Path("/usr/share/fonts/truetype/dejavu")
LINE = 1.35
"""Distance between lines of a paragraph, as a multiple of the size."""


class Page(FPDF):
    """A PDF with Latin, Greek and Cyrillic letters, a line at the head of every page and its number at the foot."""

    def __init__(self, running_head: str = "", *, numbered: bool = True) -> None:
        super().__init__(format="A4", unit="pt")
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            if not (FONTS / name).is_file():
                raise FileNotFoundError(f"{FONTS / name} is missing: install the Debian package fonts-dejavu-core")
            self.add_font("DejaVu", style, FONTS / name)
        self.running_head = running_head
        self.numbered = numbered
        self.set_auto_page_break(True, margin=60)
        self.set_margins(60, 60)
        self.add_page()

    def header(self) -> None:
        if self.running_head:
            self.set_font("DejaVu", "", 8)
            self.set_y(28)
            self.cell(0, 10, self.running_head)
            self.set_y(70)

    def footer(self) -> None:
        if self.numbered:
            self.set_font("DejaVu", "", 8)
            self.set_y(-35)
            self.cell(0, 10, f"{self.page_no()}/{{nb}}", align="C")

    def block(self, text: str, *, size: float = 11, bold: bool = False, after: float = 9, indent: float = 0) -> None:
        """A paragraph; `**...**` in it is bold."""
        self.set_font("DejaVu", "B" if bold else "", size)
        self.set_x(self.l_margin + indent)
        self.multi_cell(0, size * LINE, text, markdown=True, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(after)

    def item(self, text: str, url: str = "", *, size: float = 11, bullet: str = "•", after: float = 0) -> None:
        """An item of a list, hanging from its bullet; without space before the next one unless asked for."""
        self.set_font("DejaVu", "", size)
        self.set_x(self.l_margin + 10)
        self.cell(16, size * LINE, bullet)
        self.multi_cell(0, size * LINE, text, align="L", link=url or "", new_x="LMARGIN", new_y="NEXT")
        self.ln(after)

    def with_links(self, pieces: list[tuple[str, str]], *, size: float = 11, after: float = 9) -> None:
        """A paragraph of texts and addresses ("" for plain text)."""
        self.set_font("DejaVu", "", size)
        for text, url in pieces:
            self.write(size * LINE, text, url)
        self.ln(size * LINE)
        self.ln(after)

    def data(self) -> bytes:
        return bytes(self.output())


def print_with_chromium(page: Path, pdf: Path) -> None:
    """Print an HTML page as a reader would, with the browser's own header and footer."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--user-data-dir={profile}",
                f"--print-to-pdf={pdf}",
                page.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=90,
        )
