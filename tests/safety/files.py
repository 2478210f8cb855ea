"""Files made of raw parts, so that any part can be wrong."""

from __future__ import annotations

import io
import zipfile
import zlib

WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: bytes, head: bytes = b"") -> bytes:
    """Return a Word file with this text part."""
    relation = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relation}"><Relationship Id="r1" Type="{office}" Target="word/document.xml"/>'
            "</Relationships>",
        )
        document = b'<w:document xmlns:w="' + WORD + b'"><w:body>' + body + b"</w:body></w:document>"
        archive.writestr("word/document.xml", head + document)
    return packed.getvalue()


def archive(name: str, text: bytes = b"We will mend the path.", packing: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip file with one file, of any name, and a sound one behind it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(zipfile.ZipInfo(name), text, packing)
        made.writestr("sound.txt", "We will mend the bridge.")
    return packed.getvalue()


def spoiled(data: bytes, packed: bytes) -> bytes:
    """Return a zip file in which the packed bytes of its first file are no longer what they were."""
    start = 30 + int.from_bytes(data[26:28], "little")
    return data[: start + 9] + packed + data[start + 9 + len(packed) :]


def pdf(content: bytes, kids: str = "3 0 R", pack: bool = False) -> bytes:
    """Return a PDF file of one page with this content."""
    body = zlib.compress(content, 9) if pack else content
    how = "/Filter/FlateDecode" if pack else ""
    return (
        f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R>>endobj\n"
        f"4 0 obj<<{how}/Length {len(body)}>>\nstream\n"
    ).encode() + body + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"  # fmt: skip
