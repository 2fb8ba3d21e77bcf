"""The words for kinds of files, with what goes with each: its MIME type, the endings that are proper for it, whether it holds text."""

from types import MappingProxyType

UNKNOWN, EMPTY, TEXT, ZIP, COMPOUND, PART = "unknown", "empty", "txt", "zip", "compound", "part"

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# kind: (MIME type, endings of names). The first ending is the usual one.
_DOCUMENTS = {
    "docx": (f"{_OOXML}wordprocessingml.document", "docx docm dotx dotm"),
    "xlsx": (f"{_OOXML}spreadsheetml.sheet", "xlsx xlsm xltx xltm xlam"),
    "pptx": (f"{_OOXML}presentationml.presentation", "pptx pptm ppsx ppsm potx potm thmx sldx sldm ppam"),
    "xlsb": ("application/vnd.ms-excel.sheet.binary.macroEnabled.12", "xlsb"),
    "odt": (f"{_ODF}text", "odt ott odm oth fodt sxw stw"), "ods": (f"{_ODF}spreadsheet", "ods ots fods sxc stc"),
    "odp": (f"{_ODF}presentation", "odp otp fodp sxi sti"), "odg": (f"{_ODF}graphics", "odg otg fodg sxd"),
    "doc": ("application/msword", "doc dot wbk"), "xls": ("application/vnd.ms-excel", "xls xlt xlm xla xlw"),
    "ppt": ("application/vnd.ms-powerpoint", "ppt pps pot ppa"), "pdf": ("application/pdf", "pdf ai pdfa"),
    "rtf": ("application/rtf", "rtf doc"), "html": ("text/html", "html htm xhtml xht shtml php asp aspx jsp tpl"),
    "xml": ("application/xml", "xml xsd xsl xslt svg kml gml rdf rss atom plist config xmp resx wsdl xbrl gpx dita fodt fods fodp fodg qgs mpx vcxproj csproj opml tei owl xlf tmx map rels vdx"),
    "json": ("application/json", "json geojson jsonl ndjson ipynb webmanifest har map jsonld topojson"),
    "csv": ("text/csv", "csv"), "tsv": ("text/tab-separated-values", "tsv tab"),
    "md": ("text/markdown", "md markdown mdown mkd"), "log": ("text/plain", "log"),
    "txt": ("text/plain", "txt text asc nfo rst tex bib srt sub diff patch ini cfg conf properties env toml yaml yml sql sh bash bat cmd ps1 py pl rb js mjs ts css scss less java c h cpp hpp cc cs go rs r m vb vbs vba bas f f90 pas swift kt lua tcl awk sed make mk gradle cmake dockerfile gitignore gitattributes pem crt key csr asc prj dxf eps ps ics vcf ldif reg inf url lst dat out po pot rtx htaccess lock"),
    "eml": ("message/rfc822", "eml emlx mht mhtml nws"), "msg": ("application/vnd.ms-outlook", "msg oft"),
    "epub": ("application/epub+zip", "epub"),
}  # fmt: skip
_ARCHIVES = {
    "jar": ("application/java-archive", "jar"),  # before zip, of which it is one: the first is the usual kind of an ending
    "zip": ("application/zip", "zip zipx kmz cbz war ear jar sketch xpi whl nupkg vsix pages numbers key"), "tar": ("application/x-tar", "tar ova"),
    "gz": ("application/gzip", "gz tgz svgz emz wmz"), "bz2": ("application/x-bzip2", "bz2 tbz tbz2"), "xz": ("application/x-xz", "xz txz"),
    "7z": ("application/x-7z-compressed", "7z"), "mbox": ("application/mbox", "mbox mbx eml"),
    "winmail": ("application/vnd.ms-tnef", "tnef dat"),
    "rar": ("application/vnd.rar", "rar cbr"), "cab": ("application/vnd.ms-cab-compressed", "cab"), "zst": ("application/zstd", "zst"),
    "lha": ("application/x-lzh-compressed", "lzh lha"), "ar": ("application/x-archive", "ar a deb lib"), "cpio": ("application/x-cpio", "cpio"),
    "rpm": ("application/x-rpm", "rpm"), "arj": ("application/x-arj", "arj"), "z": ("application/x-compress", "z"),
    "part": ("application/octet-stream", ""),  # of an archive that was split
    "pst": ("application/vnd.ms-outlook-pst", "pst ost"), "iso": ("application/x-iso9660-image", "iso udf img"),
    "apk": ("application/vnd.android.package-archive", "apk"),
}  # fmt: skip
_PICTURES = {
    "jpeg": ("image/jpeg", "jpg jpeg jpe jfif jif"), "png": ("image/png", "png apng"), "tiff": ("image/tiff", "tif tiff"),
    "gif": ("image/gif", "gif"), "bmp": ("image/bmp", "bmp dib"), "webp": ("image/webp", "webp"), "heic": ("image/heic", "heic heif hif"),
    "avif": ("image/avif", "avif"), "ico": ("image/vnd.microsoft.icon", "ico cur"), "psd": ("image/vnd.adobe.photoshop", "psd psb"),
    "jp2": ("image/jp2", "jp2 j2k jpf jpx jpm mj2"), "emf": ("image/emf", "emf"), "wmf": ("image/wmf", "wmf"), "djvu": ("image/vnd.djvu", "djvu djv"),
    "dwg": ("image/vnd.dwg", "dwg dwt"), "vsd": ("application/vnd.visio", "vsd vst vss"), "vsdx": ("application/vnd.ms-visio.drawing", "vsdx vsdm vstx vssx vstm vssm"),
    "xcf": ("image/x-xcf", "xcf"), "cdr": ("image/x-coreldraw", "cdr"),
}  # fmt: skip
_SOUND_AND_FILM = {
    "mp3": ("audio/mpeg", "mp3"), "wav": ("audio/wav", "wav"), "flac": ("audio/flac", "flac"), "ogg": ("audio/ogg", "ogg oga opus ogv spx"),
    "m4a": ("audio/mp4", "m4a m4b"), "aac": ("audio/aac", "aac"), "midi": ("audio/midi", "mid midi"), "aiff": ("audio/aiff", "aif aiff aifc"),
    "amr": ("audio/amr", "amr"), "mp4": ("video/mp4", "mp4 m4v m4a 3gp 3g2"), "mov": ("video/quicktime", "mov qt"), "avi": ("video/x-msvideo", "avi"),
    "mkv": ("video/x-matroska", "mkv webm mka"), "wmv": ("video/x-ms-wmv", "wmv wma asf"), "mpeg": ("video/mpeg", "mpg mpeg vob m2v ts"), "flv": ("video/x-flv", "flv"),
}  # fmt: skip
_OTHERS = {
    "exe": ("application/vnd.microsoft.portable-executable", "exe dll sys ocx scr com cpl drv efi mui ax"), "elf": ("application/x-elf", "so o elf bin ko"),
    "macho": ("application/x-mach-binary", "dylib"), "class": ("application/java-vm", "class"), "wasm": ("application/wasm", "wasm"), "pyc": ("application/x-python-code", "pyc pyo"),
    "msi": ("application/x-msi", "msi msp"), "lnk": ("application/x-ms-shortcut", "lnk"), "chm": ("application/vnd.ms-htmlhelp", "chm"), "hlp": ("application/winhlp", "hlp"),
    "sqlite": ("application/vnd.sqlite3", "sqlite sqlite3 db db3 gpkg mbtiles s3db"), "mdb": ("application/x-msaccess", "mdb mde mda mdt"), "accdb": ("application/x-msaccess", "accdb accde accdt"),
    "dbf": ("application/x-dbf", "dbf"), "parquet": ("application/vnd.apache.parquet", "parquet"), "hdf5": ("application/x-hdf5", "h5 hdf5 he5 mat nc"), "netcdf": ("application/x-netcdf", "nc cdf"),
    "shp": ("application/vnd.shp", "shp"), "shx": ("application/vnd.shx", "shx"), "tab": ("application/vnd.mapinfo", "tab"),
    "pub": ("application/x-mspublisher", "pub"), "mpp": ("application/vnd.ms-project", "mpp mpt"), "one": ("application/onenote", "one onetoc2"), "wps": ("application/vnd.ms-works", "wps"),
    "wpd": ("application/vnd.wordperfect", "wpd wp wp5 wp6"), "wk1": ("application/vnd.lotus-1-2-3", "wk1 wk3 wk4 wks 123 wq1 wq2"),
    "ttf": ("font/ttf", "ttf ttc"), "otf": ("font/otf", "otf"), "woff": ("font/woff", "woff woff2"), "indd": ("application/x-indesign", "indd"), "swf": ("application/x-shockwave-flash", "swf"),
    "compound": ("application/x-ole-storage", "db ole"), "xps": ("application/vnd.ms-xpsdocument", "xps oxps"),
    "empty": ("application/x-empty", ""), "unknown": ("application/octet-stream", ""),
}  # fmt: skip
_ALL = {**_DOCUMENTS, **_ARCHIVES, **_PICTURES, **_SOUND_AND_FILM, **_OTHERS}

MIME = MappingProxyType({kind: mime for kind, (mime, _endings) in _ALL.items()})
ENDINGS = MappingProxyType({kind: frozenset(endings.split()) for kind, (_mime, endings) in _ALL.items()})
# Whether `extract` finds text in a file of this kind. What an archive holds are members, not text of its own.
HAS_TEXT = frozenset(_DOCUMENTS)
# What `members` opens. An e-mail is a document, and opens too; so do those of Office and a PDF, in which files may stand.
OFFICE, OLD_OFFICE = frozenset({"docx", "xlsx", "pptx", "xlsb"}), frozenset({"doc", "xls", "ppt"})
OPENED = (
    frozenset({"zip", "jar", "apk", "tar", "gz", "bz2", "xz", "7z", "mbox", "eml", "msg", "winmail", "pdf", PART})
    | OFFICE
    | OLD_OFFICE
)
ARCHIVES = frozenset(_ARCHIVES)
# What may hold text or files and is neither read nor opened. Compound files are none of them: most are drawn by programmes for themselves.
UNREAD = (ARCHIVES - OPENED) | {
    "wpd",
    "wps",
    "wk1",
    "pub",
    "one",
    "mdb",
    "accdb",
    "dbf",
    "sqlite",
    "xps",
    "vsd",
    "vsdx",
    "mpp",
    "indd",
    "djvu",
    "chm",
}
# Kinds of plain text, which the content alone does not tell apart.
TEXTS = frozenset({"txt", "md", "log", "csv", "tsv", "json"})

_KINDS_OF_ENDING: dict[str, list[str]] = {}
for _kind, _of_kind in ENDINGS.items():
    for _ending in _of_kind:
        _KINDS_OF_ENDING.setdefault(_ending, []).append(_kind)


def ending_of(name: str) -> str:
    """The ending of a name in small letters without its dot; "" where it has none."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return ending.lower() if dot and stem else ""


def kinds_of_ending(ending: str) -> tuple[str, ...]:
    """The kinds for which this ending ("docx") is proper; none where it says nothing."""
    return tuple(_KINDS_OF_ENDING.get(ending.lower(), ()))


def fits(kind: str, name: str) -> bool:
    """Whether the ending of a name is proper for a kind, or says nothing that could be wrong."""
    said = kinds_of_ending(ending_of(name))
    return not said or kind in said or kind in {UNKNOWN, EMPTY, PART} or (kind in TEXTS and bool(TEXTS & set(said)))
