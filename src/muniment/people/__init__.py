"""The council's bodies, units, posts and people: models and reads only. Posts own; people hold posts."""
