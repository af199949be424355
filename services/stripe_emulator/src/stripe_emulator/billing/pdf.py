"""The smallest PDF that shows lines of text: what an invoice, a credit note or a quote looks like on paper."""

from __future__ import annotations

from collections.abc import Iterable

TOP, LEFT, LEADING, SIZE = 780, 60, 20, 12
# Lines that fit on the page.
MOST = 35


def document(lines: Iterable[str]) -> bytes:
    """One A4 page with these lines of text; characters that Latin-1 lacks become question marks."""
    printed = [line for line in lines if line][:MOST]
    text = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in printed)
    stream = b"BT /F1 %d Tf %d TL %d %d Td\n%s\nET" % (SIZE, LEADING, LEFT, TOP, text)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


def _escaped(line: str) -> bytes:
    text = " ".join(line.split()).encode("cp1252", errors="replace")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
