"""Trees of files made from a seed, for the benchmarks of the scan."""

import random
from pathlib import Path

_ENDINGS = ("docx", "xlsx", "pdf", "msg", "txt", "jpg", "pptx", "csv")


def many_small(root: Path, files: int, seed: int = 7) -> None:
    """Files of a few bytes, fifteen to a folder, up to a dozen folders deep."""
    chance = random.Random(seed)
    folders = [root]
    while len(folders) < files // 15:
        folder = chance.choice(folders) / f"folder {len(folders)}"
        if len(folder.parts) - len(root.parts) < 12:
            folder.mkdir(parents=True, exist_ok=True)
            folders.append(folder)
    for number in range(files):
        place = chance.choice(folders) / f"document {number}.{chance.choice(_ENDINGS)}"
        place.write_bytes(b"x" * chance.randrange(40))


def with_copies(root: Path, files: int, size: int, together: int, seed: int = 11) -> None:
    """Files of `size` bytes in all, most of them small: a third are copies; others have the size, or the ends, of another.

    On average so many stand `together` in a folder.
    """
    chance = random.Random(seed)
    mean = size / files
    kept: list[bytes] = []
    for number in range(files):
        case = chance.randrange(max(1, files // together))
        folder = root / f"team {case % 97}" / f"year {2004 + case % 21}" / f"case {case}"
        folder.mkdir(parents=True, exist_ok=True)
        kind = chance.random()
        if kept and kind < 0.33:
            content = chance.choice(kept)
        elif kept and kind < 0.5:
            content = chance.randbytes(len(chance.choice(kept)))
        elif kept and kind < 0.55:
            like = bytearray(chance.choice(kept))
            like[len(like) // 2] ^= 1
            content = bytes(like)
        else:
            content = chance.randbytes(max(1, int(chance.lognormvariate(0, 1.6) * mean / 3.6)))
        if len(kept) < 2_000:
            kept.append(content)
        elif chance.random() < 0.1:
            kept[chance.randrange(2_000)] = content
        (folder / f"document {number}.{chance.choice(_ENDINGS)}").write_bytes(content)
