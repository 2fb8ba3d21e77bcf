"""Kinds that begin with bytes of their own."""

import struct

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"II+\0", "tiff"), (b"MM\0+", "tiff"),
    (b"8BPS", "psd"), (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"), (b"\xff\x4f\xff\x51", "jp2"), (b"\xd7\xcd\xc6\x9a", "wmf"), (b"AT&TFORM", "djvu"), (b"gimp xcf", "xcf"),
    (b"\x1f\x8b", "gz"), (b"\xfd7zXZ\0", "xz"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"MSCF\0\0\0\0", "cab"), (b"\x28\xb5\x2f\xfd", "zst"),
    (b"!<arch>\n", "ar"), (b"070701", "cpio"), (b"070707", "cpio"), (b"\xed\xab\xee\xdb", "rpm"), (b"\x60\xea", "arj"), (b"\x1f\x9d", "z"), (b"!BDN", "pst"), (b"\x78\x9f\x3e\x22", "winmail"),
    (b"{\\rtf", "rtf"), (b"ID3", "mp3"), (b"fLaC", "flac"), (b"OggS", "ogg"), (b"MThd", "midi"), (b"#!AMR", "amr"), (b"\x1a\x45\xdf\xa3", "mkv"), (b"FLV\x01", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"), (b"\0\0\x01\xba", "mpeg"), (b"\0\0\x01\xb3", "mpeg"), (b"FWS", "swf"), (b"CWS", "swf"), (b"ZWS", "swf"),
    (b"\x7fELF", "elf"), (b"\xcf\xfa\xed\xfe", "macho"), (b"\xce\xfa\xed\xfe", "macho"), (b"\0asm", "wasm"), (b"L\0\0\0\x01\x14\x02\0", "lnk"), (b"ITSF\x03\0\0\0", "chm"), (b"?_\x03\0", "hlp"),
    (b"SQLite format 3\0", "sqlite"), (b"\0\x01\0\0Standard Jet DB", "mdb"), (b"\0\x01\0\0Standard ACE DB", "accdb"), (b"PAR1", "parquet"), (b"\x89HDF\r\n\x1a\n", "hdf5"), (b"CDF\x01", "netcdf"), (b"CDF\x02", "netcdf"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "one"), (b"\xffWPC", "wpd"), (b"\0\0\x02\0\x06\x04\x06\0", "wk1"), (b"\0\0\x1a\0\0\x10\x04\0", "wk1"),
    (b"\0\x01\0\0\0\x02\0\x01\0\x05\0\x02\0\x02\xc0", "unknown"), (b"\0\x01\0\0\0", "ttf"), (b"ttcf", "ttf"), (b"OTTO", "otf"), (b"wOFF", "woff"), (b"wOF2", "woff"), (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "indd"),
    (b"\xca\xfe\xba\xbe", "class"), (b"!table\n", "tab"), (b"!table\r\n", "tab"),
    (b"\x09\x08\x10\0\0\x06\x05\0", "xls"), (b"\x09\x08\x08\0\0\x05\x05\0", "xls"), (b"\x09\x04\x06\0\0\0\x10\0", "xls"), (b"\x09\x02\x06\0\0\0\x10\0", "xls"), (b"\x09\0\x04\0\x02\0\x10\0", "xls"), (b"\x09\0\x04\0\x07\0\x10\0", "xls"),
    (b"\xdb\xa5\x2d\0", "doc"), (b"\x31\xbe\0\0", "doc"), (b"\x32\xbe\0\0", "doc"), (b"\xfe\x37\0\x23", "doc"),
)  # fmt: skip
_FAST: dict[bytes, tuple[tuple[bytes, str], ...]] = {}
for _mark, _kind in _BEGINNINGS:
    _FAST[_mark[:1]] = (*_FAST.get(_mark[:1], ()), (_mark, _kind))
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi", b"CDR": "cdr"}
_BRANDS = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"hevc": "heic", b"avif": "avif", b"avis": "avif", b"qt  ": "mov", b"M4A ": "m4a", b"M4B ": "m4a"}  # fmt: skip


def kind_by_signature(head: bytes, name: str) -> str:
    """The kind whose mark a file bears; "" where it bears none that is known."""
    for mark, kind in _FAST.get(head[:1], ()):
        if head.startswith(mark):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return _by_structure(head) or _by_weak_mark(head, name)


def _by_structure(head: bytes) -> str:
    """Kinds whose mark stands further in, or is a structure."""
    if head[:4] in {b"RIFF", b"RIFX"}:
        return _RIFF.get(head[8:12], _RIFF.get(head[8:11], ""))
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    if head[4:8] in {b"moov", b"mdat", b"wide", b"pnot", b"free", b"skip"}:
        return "mov"
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return "aiff"
    return _of_programme(head) or _of_archive(head)


def _of_programme(head: bytes) -> str:
    if head[:2] == b"MZ":
        return "exe"
    if head[:4] == b"\x01\0\0\0" and head[40:44] == b" EMF":
        return "emf"
    return ""


def _of_archive(head: bytes) -> str:
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return "tar"
    if head[0x8001:0x8006] == b"CD001":
        return "iso"
    if head[2:5] == b"-lh" and head[6:7] == b"-":
        return "lha"
    if head[:3] == b"BZh" and head[4:10] in {b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"}:
        return "bz2"
    return ""


def _by_weak_mark(head: bytes, name: str) -> str:
    """Marks of a few bytes, for which more has to fit."""
    ending = name.rpartition(".")[2].lower()
    if head[:2] == b"BM" and len(head) > 18 and head[14:18] in {b"\x28\0\0\0", b"\x0c\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0", b"\x40\0\0\0"}:  # fmt: skip
        return "bmp"
    if head[:4] == b"AC10" and head[4:6].isalnum():
        return "dwg"
    if head[:4] in {b"\0\0\x01\0", b"\0\0\x02\0"} and 0 < int.from_bytes(head[4:6], "little") < 100 and head[9:10] in {b"\0", b"\1"}:  # fmt: skip
        return "ico"
    if head[:4] == b"\0\0\x27\x0a" and head[28:32] == b"\xe8\x03\0\0":
        return "shx" if ending == "shx" else "shp"
    if head[:2] in {b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"} and ending in {"mp3", "mpg", "mp2"}:
        return "mp3"
    if head[:2] in {b"\xff\xf1", b"\xff\xf9"} and ending == "aac":
        return "aac"
    if head[2:4] == b"\r\n" and ending in {"pyc", "pyo"}:
        return "pyc"
    if head[:4] in {b"\x01\0\x09\0", b"\x02\0\x09\0"} and ending == "wmf":
        return "wmf"
    return "dbf" if ending == "dbf" and _is_table(head) else ""


def _is_table(head: bytes) -> bool:
    """A table of dBase: its version, the day of its last change, and a length of its head that can be."""
    if len(head) < 33 or head[0] & 7 not in {2, 3, 4, 5}:
        return False
    month, day = head[2], head[3]
    (length,) = struct.unpack_from("<H", head, 8)
    return month <= 12 and day <= 31 and length >= 33


def _is_old_tar(head: bytes) -> bool:
    """An archive of before its mark was agreed on: its first head's check sum is right."""
    if len(head) < 512 or not head[:1].strip(b"\0"):
        return False
    told = head[148:156].strip(b" \0")
    if not told or not told.isdigit() or not head[124:135].strip(b" \0").isdigit():
        return False
    try:
        return int(told, 8) == sum(head[:148]) + 8 * 0x20 + sum(head[156:512])
    except ValueError:
        return False
