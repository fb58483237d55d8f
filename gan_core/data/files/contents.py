"""What a file is, by its first bytes; a name never decides what content can decide."""

HEAD = 300  # bytes that tell
_FTYP = {
    b"heic": "HEIC", b"heix": "HEIC", b"heim": "HEIC", b"heis": "HEIC", b"hevc": "HEIC",
    b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF", b"avis": "AVIF",
}  # fmt: skip
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"), (b"MM\0+", "TIFF"),
    (b"PK\x03\x04", "ZIP"), (b"PK\x05\x06", "ZIP"), (b"\x1f\x8b", "GZIP"), (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\0", "XZ"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "RAR"),
    (b"(\xb5/\xfd", "ZSTD"), (b"\x93NUMPY", "NPY"), (b"PAR1", "PARQUET"),
    (b"\x89HDF", "HDF5"), (b"%PDF", "PDF"), (b"8BPS", "PSD"), (b"\0\0\x08\x01", "IDX"),
    (b"\0\0\x08\x03", "IDX"), (b"\0\0\x08\x04", "IDX"), (b"\0\0\x01\0", "ICO"),
    (b"\x1aE\xdf\xa3", "video"), (b"\0\0\0\x0cJXL ", "JPEG XL"), (b"\xff\x0a", "JPEG XL"),
)  # fmt: skip
IMAGES = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "HEIC")
ARCHIVES = ("ZIP", "TAR", "GZIP", "BZIP2", "XZ")
ARRAYS = ("NPY", "PARQUET", "IDX", "CSV")  # a CSV is text until its first line is read
OTHER_ARCHIVES = ("7z", "RAR", "ZSTD")


def kind_of(head: bytes) -> str:
    """PNG, ZIP, NPY, text, ... from the first HEAD bytes of a file; "" for what is not known."""
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "video")
    if head[:4] == b"RIFF":
        return "WEBP" if head[8:12] == b"WEBP" else "video"
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[257:262] == b"ustar":
        return "TAR"
    if head[:1] in (b"<",) and b"svg" in head.lower():
        return "SVG"
    return "text" if head and _is_text(head) else ""


def plural(kind: str) -> str:
    """A reason for leaving a file of this kind out."""
    if kind in IMAGES or kind in ("SVG", "PSD", "ICO", "JPEG XL"):
        return f"{kind} images"
    if kind in ARCHIVES or kind in OTHER_ARCHIVES:
        return "archives inside"
    return {"text": "text files", "video": "videos"}.get(
        kind, f"{kind} files" if kind else "other files"
    )


def _is_text(head: bytes) -> bool:
    for cut in range(4):  # a letter of several bytes may be cut in two at the end
        try:
            text = head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return all(letter.isprintable() or letter in "\r\n\t\ufeff" for letter in text)
    return False
