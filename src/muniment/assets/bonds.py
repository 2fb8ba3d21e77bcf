"""Which links say that two things hang together: by these what stands alone is found."""

from muniment.registers.unlinked import Bond

KEEPS, HOLDS, USES, OPENS = "keeps", "holds", "uses", "opens"
# An asset lies in a place of the file plan or in a system; an activity of the register above says what it is used for.
ASSET_IN_PLACE = Bond("assets", KEEPS, "places")
ASSET_IN_SYSTEM = Bond("assets", HOLDS, "systems")
ASSET_USED = Bond("assets", USES, "processing-activities")
PLACE_KEEPS = Bond("places", KEEPS, "places")
SYSTEM_HOLDS = Bond("systems", HOLDS, "systems")
GROUP_OPENS = Bond("permission-groups", OPENS, "permission-groups")
