"""The scan: its engine without Django, its registers and its pages."""
