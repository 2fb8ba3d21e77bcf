"""The interface for programmes: the registers as JSON at /api/, and the tokens that open it."""
