"""How a wheel is built: seeds, the Streamlit script and its config travel inside the package.

In a checkout they lie at the top, where people look for them; `pipeline.seeds` finds them in both places.
"""

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

TRAVELS = ("seeds", "dashboard.py", ".streamlit/config.toml")
"""Files and folders at the top of the checkout that an installed package needs."""


class BuildPy(build_py):  # type: ignore[misc]  # setuptools ships no types
    """Copy what travels into `pipeline/`, beside the modules."""

    def run(self) -> None:
        """Build the package; an editable install keeps using the checkout."""
        super().run()
        if self.editable_mode:
            return
        inside = Path(self.build_lib) / "pipeline"
        for name in _files():
            (inside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, inside / name)

    def get_source_files(self) -> list[str]:
        """Return what an sdist holds: the modules and what travels."""
        return [*super().get_source_files(), *_files()]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Return what the build writes."""
        outputs: list[str] = list(super().get_outputs(include_bytecode))
        return outputs + [str(Path(self.build_lib) / "pipeline" / name) for name in _files()]


def _files() -> list[str]:
    found = (path for name in TRAVELS for path in ([Path(name)] if Path(name).is_file() else Path(name).rglob("*")))
    return sorted(str(path) for path in found if path.is_file() and "__pycache__" not in path.parts)
