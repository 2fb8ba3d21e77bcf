"""How long what the council holds is kept, and what happens then: lines, the dates that follow from them, holds, disposal."""
