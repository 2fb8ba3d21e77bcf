"""How much of a file is read at most: beyond these a file is refused with a sentence, before it can exhaust the machine."""

MEGABYTE = 1024 * 1024

MAX_FILE_BYTES = 100 * MEGABYTE
MAX_UNPACKED_BYTES = 400 * MEGABYTE  # all members of a .docx or .xlsx together; 100,000 rows unpack to about 40 MB
MAX_MEMBERS = 10_000
MAX_CELLS = 5_000_000  # of a whole paper, gaps between cells counted
MAX_PAGES = 500  # of a PDF; the longest committee pack we have seen had 412
MAX_PAGE_OBJECTS = 200_000  # characters and strokes of one PDF page: a drawing, not a table, has more
MAX_SPAN = 1_000  # rows or columns that one merged cell may cover in HTML, as browsers hold it
MAX_DEPTH = 200  # of elements inside one another in HTML
MAX_PDF_STREAM_BYTES = 50 * MEGABYTE  # of one unpacked stream that is no picture
MAX_PDF_BYTES = 200 * MEGABYTE  # of all of them
