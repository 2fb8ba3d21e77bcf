"""From a template and its figures to HTML, Word and PDF."""
