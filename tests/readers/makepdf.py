"""A minimal PDF writer for tests: lines of text at given places, in Latin or Chinese type without embedded fonts."""

from __future__ import annotations

import io
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of text with its left edge and baseline in points from the lower left corner."""

    text: str
    x: float
    y: float
    size: float = 12


def pdf(pages: list[list[Line]], extra: str = "", title: str = "") -> bytes:
    """Return a PDF file with these lines on pages of 595 by 842 points. `extra` goes into the trailer."""
    objects: list[bytes] = [b"", b""]

    def add(data: str | bytes) -> int:
        objects.append(data if isinstance(data, bytes) else data.encode("latin-1"))
        return len(objects)

    latin = add("<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>")
    system = "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    widths = "/DW 1000/W[1 95 500 814 939 500]"
    descendant = add(f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo{system}{widths}>>")
    chinese = add(
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[{descendant} 0 R]>>"
    )
    kids = []
    for lines in pages:
        content = "".join(
            f"BT /{'L' if line.text.isascii() else 'C'} {line.size} Tf {line.x} {line.y} Td {_shown(line.text)} Tj ET\n"
            for line in lines
        ).encode("latin-1")
        stream = add(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        fonts = f"<</Font<</L {latin} 0 R/C {chinese} 0 R>>>>"
        kids.append(add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources{fonts}/Contents {stream} 0 R>>"))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]/Count {len(kids)}>>".encode()
    if title:
        extra += f"/Info {add(f'<</Title({title})>>')} 0 R"
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, data in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, data))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode())
    out.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _shown(text: str) -> str:
    if text.isascii():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    return f"<{text.encode('utf-16-be').hex()}>"


def encrypted() -> bytes:
    """Return a PDF that asks for a password: its key belongs to a password that nobody knows."""
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>/ID[<{'33' * 16}><{'33' * 16}>]"
    return pdf([[Line("secret", 72, 700)]], lock)


def scan() -> bytes:
    """Return a PDF whose only page is a picture."""
    from PIL import Image

    written = io.BytesIO()
    Image.new("L", (60, 80), 200).save(written, "PDF")
    return written.getvalue()
