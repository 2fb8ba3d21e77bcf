"""What the council holds: information assets, the systems and places that they lie in, and who may enter those."""
