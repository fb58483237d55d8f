"""site: the shipped generators and recorded runs as pages for any static host."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """Write a static site: generators that draw in the browser, recorded runs to play back."""

    out: Path
    """Folder: a new or an empty one, or a site that is to be replaced."""

    def run(self) -> None:
        """Write the site, and print where it is and how large."""
        from gan_core.generator.static_site import write_site

        size = write_site(self.out.resolve())
        print(f"{self.out}: {size / 1e6:.1f} MB; open {self.out / 'index.html'}")
