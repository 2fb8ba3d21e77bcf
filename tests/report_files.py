"""Reports of Microsoft 365 as the tests need them: our own, of the invented council."""

from collections.abc import Mapping, Sequence
from typing import Any

SITES = ["Report Refresh Date", "Site Id", "Site URL", "Owner Display Name", "Is Deleted", "Last Activity Date", "File Count", "Active File Count", "Page View Count", "Visited Page Count", "Storage Used (Byte)", "Storage Allocated (Byte)", "Root Web Template", "Owner Principal Name", "Report Period"]  # fmt: skip
TEAMS = ["Report Refresh Date", "Team Name", "Team Id", "Team Type", "Last Activity Date", "Report Period", "Active Users", "Active Channels", "Guests", "Reactions", "Meetings Organized", "Post Messages", "Reply Messages", "Channel Messages", "Urgent Messages", "Mentions", "Active Shared Channels", "Active External Users"]  # fmt: skip
GROUPS = ["Report Refresh Date", "Group Display Name", "Is Deleted", "Owner Principal Name", "Last Activity Date", "Group Type", "Member Count", "External Member Count", "Exchange Received Email Count", "SharePoint Active File Count", "Yammer Posted Message Count", "Yammer Read Message Count", "Yammer Liked Message Count", "Exchange Mailbox Total Item Count", "Exchange Mailbox Storage Used (Byte)", "SharePoint Total File Count", "SharePoint Site Storage Used (Byte)", "Report Period"]  # fmt: skip
HASH = "6A8DBA5C5A9D4B5B8E0D4F3E2A1B0C9D"
REFRESHED = "2026-11-20"


def key(number: int) -> str:
    return f"{number:08x}-1111-4222-8333-{number:012x}"


def _file(headings: Sequence[str], rows: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> bytes:
    lines = [",".join(f'"{each}"' if "," in each else each for each in headings)]
    for row in rows:
        said = {"Report Refresh Date": REFRESHED, "Report Period": "180", "Is Deleted": "False", **given, **row}
        lines.append(",".join('"' + str(said.get(heading, "")).replace('"', '""') + '"' for heading in headings))
    return ("\n".join(lines) + "\n").encode("utf-8-sig")


def site(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A site that Tom owns, used on 2 November."""
    return {
        "Site Id": key(number), "Site URL": f"https://ambleworth.sharepoint.com/sites/{name}", "Owner Display Name": "Tom Birch",
        "Owner Principal Name": "tom@ambleworth.example", "Last Activity Date": "2026-11-02", "File Count": 120, "Active File Count": 4,
        "Storage Used (Byte)": 5_000_000_000, "Root Web Template": "Group", **more,
    }  # fmt: skip


def sites(*rows: Mapping[str, Any], headings: Sequence[str] = SITES, **given: Any) -> bytes:
    return _file(headings, rows, given)


def team(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "Team Name": name,
        "Team Id": key(number),
        "Team Type": "Private",
        "Last Activity Date": "2026-11-02",
        "Guests": 0,
        **more,
    }


def teams(*rows: Mapping[str, Any], headings: Sequence[str] = TEAMS, **given: Any) -> bytes:
    return _file(headings, rows, given)


def group(name: str, **more: Any) -> dict[str, Any]:
    return {
        "Group Display Name": name, "Owner Principal Name": "tom@ambleworth.example", "Last Activity Date": "2026-11-02", "Group Type": "Private",
        "Member Count": 9, "External Member Count": 0, **more,
    }  # fmt: skip


def groups(*rows: Mapping[str, Any], headings: Sequence[str] = GROUPS, **given: Any) -> bytes:
    return _file(headings, rows, given)
