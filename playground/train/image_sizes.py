"""The sizes that the form offers of those a recipe supports, and what it says about them.

No st calls.
"""

from dataclasses import dataclass

USUAL = (16, 28, 32, 48, 64, 96, 128)  # px; of a recipe with many sizes only these are offered
MOST_OFFERED = 4  # sizes, where all of them are
CPU_LARGEST = 64  # px; a run of larger images takes hours on a CPU


@dataclass(frozen=True)
class Sizes:
    """The sizes of one recipe on this machine."""

    supported: tuple[int, ...]
    """px, in rising order."""
    has_gpu: bool

    @property
    def is_only_one(self) -> bool:
        """Whether there is nothing to choose."""
        return len(self.supported) == 1

    def nearest(self, wanted: int) -> int:
        """The size to use for images of `wanted` px, the smaller one of two equally near."""
        return min(self._possible(), key=lambda size: (abs(size - wanted), size))

    def offered(self, chosen: int) -> tuple[int, ...]:
        """The sizes to choose from, `chosen` among them."""
        possible = self._possible()
        if len(self.supported) <= MOST_OFFERED:
            return possible
        return tuple(size for size in possible if size in USUAL or size == chosen)

    def words(self, wanted: int) -> str:
        """What is to be said of the sizes, and of a size that was asked for (0: none was)."""
        if wanted and wanted not in self.supported:
            return f"This model does not support {wanted} px."
        if wanted and wanted not in self._possible():
            return f"{wanted} px takes a GPU, which this machine does not have."
        if self.is_only_one:
            return "The only size this model supports."
        if max(self.supported) < CPU_LARGEST:
            return f"For {CPU_LARGEST} px choose Quick."
        beyond = len(self._possible()) < len(self.supported)
        return f"Larger is slower{f'; more than {CPU_LARGEST} px takes a GPU' * beyond}."

    def _possible(self) -> tuple[int, ...]:
        small = tuple(size for size in self.supported if size <= CPU_LARGEST)
        return self.supported if self.has_gpu or not small else small
