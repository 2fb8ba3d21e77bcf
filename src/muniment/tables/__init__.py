"""Tables of records, read into any register: looked at, mended, applied whole, taken back."""
