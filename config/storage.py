"""Static files under hashed names, once `collectstatic` has given them some."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Before `collectstatic` has run, files keep their names: a fresh clone serves."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
