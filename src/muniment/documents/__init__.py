"""Papers in, reports out: tables and text out of files, what they mean, and HTML, Word and PDF again. Without Django."""
