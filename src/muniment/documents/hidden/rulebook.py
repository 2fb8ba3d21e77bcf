"""The rules: what each looks for, how grave it is, and what to do about it. The page of the documentation is written from here."""

from dataclasses import dataclass

from muniment.documents.hidden.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """`title` is what was found in a few words, `looks` what the rule looks for, `remedy` how it is taken out."""

    severity: Severity
    title: str
    looks: str
    remedy: str


def _stops(title: str, looks: str, remedy: str) -> Rule:
    return Rule("stops", title, looks, remedy)


def _tell(title: str, looks: str, remedy: str) -> Rule:
    return Rule("tell", title, looks, remedy)


_INSPECT = "File, Info, Check for Issues, Inspect Document"
RULES: dict[str, Rule] = {
    # Workbooks
    "hidden-sheet": _stops("a hidden sheet", "sheets that are hidden, or very hidden (which no menu shows); also those of OpenDocument", "Unhide it and delete it, or copy what may go out, as values, into a new workbook."),
    "hidden-rows": _stops("hidden rows", "rows with content that are hidden, filtered away, collapsed or of no height", "Clear filters, unhide, delete the rows."),
    "hidden-columns": _stops("hidden columns", "columns with content that are hidden, collapsed or of no width", "Unhide and delete the columns."),
    "invisible-cells": _stops("cells that cannot be seen", "cells whose number format shows nothing (;;;), or whose letters have the colour of their ground", "Clear the formats and look at what appears."),
    "pivot-cache": _stops("rows kept behind a pivot table", "the copy of its source that a pivot table keeps, whole, whatever the table shows", "Copy the table and paste it as values into a new workbook."),
    "slicer-cache": _tell("values kept by a slicer", "slicers and timelines that keep the values one can choose from", "Delete the slicer."),
    "external-values": _stops("values of another file", "cells of other workbooks that are kept with the links to them, and by charts", "Data, Edit Links, Break Link; better: paste as values into a new workbook."),
    "external-link": _tell("a link to another file", "paths of other files and of servers: links, linked pictures and objects, attached templates", "Break the links."),
    "connection": _stops("a connection to a database or file", "connections with their servers, statements and sometimes passwords", "Data, Queries & Connections: delete it."),
    "query": _stops("a query that loads data", "queries of Power Query, with the paths and steps that they name", "Data, Queries & Connections: delete it."),
    "data-model": _stops("a data model", "the tables of the data model, whole, which no sheet shows", "Paste what may go out as values into a new workbook."),
    "hidden-name": _tell("hidden names", "names of cells or values that the list of names does not show", "Delete them with a macro, or paste as values into a new workbook."),
    "list-from-hidden-sheet": _tell("a list of choices from a hidden sheet", "cells whose choices stand on a hidden sheet", "Write the choices into the rule, and delete the sheet."),
    "scenarios": _stops("values of scenarios", "what-if scenarios, with the values and the names that they keep", "Data, What-If Analysis, Scenario Manager: delete them."),
    "revision-history": _stops("the history of a shared workbook", "what was changed by whom, with the old values", "Stop sharing the workbook, and save it."),
    "print-only-text": _tell("text that only the print shows", "heads and feet of printed pages", "Page Layout, Print Titles, Header/Footer."),
    # Text documents
    "tracked-deletion": _stops("deleted text that is still there", "tracked deletions", "Review, Accept All Changes; then Inspect Document."),
    "tracked-insertion": _stops("tracked insertions", "text inserted with tracking on, with who wrote it and when", "Review, Accept All Changes."),
    "tracked-move": _stops("tracked moves", "text moved with tracking on: it stands where it was, too", "Review, Accept All Changes."),
    "tracked-formatting": _tell("tracked formatting", "changes of format, with who made them and when", "Review, Accept All Changes."),
    "hidden-text": _stops("hidden text", "text formatted as hidden, by itself or by its style; hidden paragraphs and sections of OpenDocument", f"{_INSPECT}: remove hidden text."),
    "blacked-out-text": _stops("text marked black", "black highlighting over text, and letters in the colour of their shading: the text can be copied out", "Delete the words themselves, then mark the gap."),
    "invisible-text": _stops("text that cannot be seen", "white letters on white, letters too small to read; in a PDF whatever letters leave no trace on the page", "Select all, clear the formats, and look at what appears."),
    "document-variables": _stops("values kept by the document", "variables that macros and case systems leave in a document", f"{_INSPECT}, or copy the text into a new document."),
    "mail-merge": _stops("the source of a mail merge", "the path of the list of recipients, and the statement that reads it", "Mailings, Start Mail Merge, Normal Word Document."),
    "building-blocks": _tell("building blocks", "pieces of text kept for reuse", "Copy the text into a new document."),
    # Presentations
    "speaker-notes": _stops("speaker notes", "notes below slides", f"{_INSPECT}: remove presentation notes."),
    "hidden-slide": _stops("a hidden slide", "slides that the show leaves out", "Delete the slide."),
    "off-slide": _stops("something beside the slide", "text and pictures wholly outside the slide", "Delete them."),
    # Any Office file
    "comment": _stops("comments", "comments, threads and annotations, with who wrote them", f"{_INSPECT}: remove comments."),
    "commenters": _tell("names of people who commented", "the list of those who commented, which outlives their comments", f"{_INSPECT}: remove document properties and personal information."),
    "embedded-file": _stops("a file inside the file", "embedded files and objects, and files attached to a PDF; each is looked into as well", "Delete the object, or paste it as a picture."),
    "embedded-workbook": _stops("a workbook behind a chart", "the workbook from which a chart was made, with all of its cells", "Paste the chart as a picture."),
    "hidden-object": _stops("a hidden object", "pictures, boxes and shapes that are switched off", "Home, Find & Select, Selection Pane: show and delete them."),
    "picture-cropped": _tell("a cropped picture", "pictures of which only a part is shown: the rest is there", "Compress Pictures, Delete cropped areas."),
    "alternative-text": _tell("alternative text", "descriptions of pictures, which screen readers read out", "Read them: they are to stay, if they say no more than the picture."),
    "macros": _stops("macros", "programs and controls inside the file, with what they name", "Save it without macros."),
    "custom-xml": _tell("data kept beside the text", "custom XML with content: forms, case systems, properties of SharePoint", f"{_INSPECT}: remove custom XML data."),
    "properties": _tell("document properties", "author, last editor, manager, company, title, subject, keywords, description, template", f"{_INSPECT}: remove document properties."),
    "custom-properties": _tell("properties of one's own", "custom properties: labels, case numbers, names", f"{_INSPECT}: remove document properties."),
    "printer-settings": _tell("a printer's name or settings", "settings of printers, which often name a server, a building or a person", "Paste into a new file."),
    "thumbnail": _tell("a picture of the first page", "the preview kept with the file, as it was at some earlier save", "File, Info, Properties, Advanced: no preview picture."),
    "earlier-version": _stops("an earlier version", "versions kept in an OpenDocument file; earlier states of a PDF that was saved by adding to its end", "Print to a new PDF; delete versions, save a copy."),
    # PDF
    "text-under-box": _stops("text under a box", "text of which the page shows only one colour that is not white: a failed redaction", "Take the words out before making the PDF, or apply redactions with a program made for it."),
    "box-over-scan": _stops("a box over a scan", "filled shapes drawn over a picture that fills the page: the picture below is whole", "Print the page as a picture, or apply redactions with a program made for it."),
    "loose-box": _stops("a box that can be moved away", "filled shapes laid over the page as comments are: whoever has the file can take them off", "Print to a new PDF as pictures, or apply redactions with a program made for it."),
    "unapplied-redaction": _stops("redactions that were not applied", "marks for redaction: the text is still below them", "Apply the redactions, save as a new file."),
    "outside-page": _stops("text outside the page", "text beyond the edge that the page shows", "Print to a new PDF."),
    "hidden-layer": _stops("a hidden layer", "layers that are switched off", "Delete or flatten the layers."),
    "scanned-text": _tell("a text layer behind a scan", "text recognised behind pictures of pages; where the picture was blacked out and the text was not, it is text under a box", "Nothing, if the pictures were redacted before the text was recognised."),
    "form-values": _tell("values of form fields", "fields that were filled in", "Print to a new PDF."),
    "hidden-field": _stops("a hidden form field", "fields with a value that the page does not show", "Print to a new PDF."),
    "script": _stops("a script", "JavaScript in a PDF", "Print to a new PDF."),
    # Anything
    "picture-location": _stops("where a picture was taken", "positions (GPS) in photographs, also in those inside a document", "Save the picture without its properties."),
    "mail-headers": _tell("the headers of an e-mail", "addresses, servers and times in an e-mail released as a file", "Release a PDF of the message."),
    "blind-copies": _stops("blind copies", "recipients that the other recipients were not told of", "Release a PDF of the message."),
    "formula-cells": _tell("cells that a spreadsheet would compute", "cells of a CSV file that begin with = or @", "Write them with an apostrophe in front."),
    "other-kind": _tell("not what its name says", "a file whose content is of another kind than the ending of its name", "Rename it."),
}  # fmt: skip

# Said in the documentation, so that nobody takes silence for more than it is.
NOT_LOOKED_FOR = (
    "What is visible and should not be: names, addresses and health in the text itself. Reading is still needed.",
    "A shape or a picture laid over text in Word, Excel and PowerPoint: make a PDF of it, which is looked at as it is drawn.",
    "Letters in the colour of their ground on slides, in OpenDocument, and where only a conditional format or the style of a table sets the colour.",
    "Small numbers from which a person can be told, and data that was only shortened or replaced by codes.",
    "Other properties of photographs than where they were taken: camera, time, who took them.",
    "The form of an e-mail in HTML, which may hold more than it shows.",
    "Text inside pictures, and what was painted over in a picture but is kept in it in layers; hidden marks (steganography).",
    "Old text documents and presentations (.doc, .ppt): only their properties, macros and embedded files are looked into, and they are said not to be looked into whole. Of .xlsb the sheets are listed and the parts counted, the cells are not read.",
    "In an old workbook (.xls): alternative text, lists of choices from a hidden sheet, and the values that a chart keeps.",
    "Unused parts of an archive that no program opens: what is not in its list of parts is not seen.",
    "Text of a PDF over a photograph or a pattern: it cannot be told by its colours whether it is seen. One letter alone is not told.",
)

ABOUT = """\
An Office file or a PDF that goes to the public takes along more than its reader is shown. `muniment gate FILE …` looks into files and \
says what they hold; the exit code is 0 where nothing was found, 1 where something was, 2 where a file could not be looked into whole. \
`muniment.documents.hidden.look(name, content)` gives the same to a programme, `look_apart(path)` in a process of its own.

Each finding has its rule, its place, how many there are, and a few words of the first. A finding that *stops* waits for a decision; the \
others are worth knowing. Nothing is taken out here, and nothing is sent anywhere. A file that cannot be looked into, locked, damaged, \
too large or of a kind that is not known, is **never clean**: it says what to do instead.

The pages of a PDF are drawn, and where letters stand the picture is looked at: where it has one colour only, nobody sees them, whatever \
it is that covers them. White letters on a black heading are seen, and are not told.
"""
