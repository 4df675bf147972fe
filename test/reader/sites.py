"""The sites of a trace: "Sites" in "Events" of FORMAT.md's second part."""

from __future__ import annotations

import records
from rows import FUNCTION, MODULE, Site


class SiteTable:
    """Each place of the traced program once, however many threads know it."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, int, int, int], Site] = {}

    def add(self, record: records.Sites) -> dict[int, Site]:
        """The record's sites by their numbers."""
        sites = [
            self._intern(record.file, site.line, site.column, site.kind, site.text, site.calls)
            for site in record.sites
        ]
        for site, described in zip(sites, record.sites):
            if described.function >= 0 and site.function is None:
                site.function = sites[described.function]
        return {record.first_site + at: site for at, site in enumerate(sites)}

    def lost(self, kind: int) -> Site:
        return self._intern("", 0, 0, kind, "", "")

    def function_around(self, site: Site) -> Site:
        if site.function is not None:
            return site.function
        return site if site.kind in (FUNCTION, MODULE) else self.lost(FUNCTION)

    def _intern(self, file: str, line: int, column: int, kind: int, text: str, calls: str) -> Site:
        place = (file, line, column, kind)
        if place not in self._by_place:
            self._by_place[place] = Site(file, kind, line, column, text, calls)
        return self._by_place[place]
