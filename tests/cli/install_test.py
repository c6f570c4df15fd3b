"""cmake --install puts everything where a Debian system looks for it.

Usage: install_test.py CMAKE BUILD_DIRECTORY [unittest arguments]
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CMAKE = BUILD = None


class InstallTest(unittest.TestCase):
    def test_install(self):
        with tempfile.TemporaryDirectory(prefix="pgoscope-install-") as name:
            prefix = pathlib.Path(name)
            subprocess.run([CMAKE, "--install", BUILD, "--prefix", name], check=True,
                           capture_output=True, timeout=120)
            for path in ("bin/pgoscope", "share/man/man1/pgoscope.1",
                         "share/bash-completion/completions/pgoscope",
                         "share/zsh/site-functions/_pgoscope",
                         "share/fish/vendor_completions.d/pgoscope.fish",
                         "share/pgoscope/schema/timeline.schema.json",
                         "share/pgoscope/schema/report.schema.json",
                         "share/doc/pgoscope/LICENSE"):
                self.assertGreater((prefix / path).stat().st_size, 0, path)
            self.assertTrue(os.access(prefix / "bin/pgoscope", os.X_OK))
            subprocess.run([prefix / "bin/pgoscope", "--version"], check=True, capture_output=True, timeout=60)
            self.check_unit(prefix / "bin/pgoscope", prefix / "lib/systemd/system/pgoscope@.service")

    def check_unit(self, program, unit):
        """What systemd says of it; nothing, where there is none."""
        options = re.search(r'Environment="PGOSCOPE_OPTIONS=([^"]*)', unit.read_text()).group(1).split()
        refused = subprocess.run([program, "live", *options, "no-such-interface"], capture_output=True, text=True, timeout=60)
        self.assertIn("'no-such-interface'", refused.stderr, "its options are not understood")
        if not shutil.which("systemd-analyze"):
            return
        verified = self.analyze("verify", "--man=no", unit)
        self.assertEqual((verified.returncode, verified.stdout + verified.stderr), (0, ""))
        # 10 is no protection at all, in tenths.
        rated = self.analyze("security", "--no-pager", "--offline=true", "--threshold=18", unit)
        self.assertEqual(rated.returncode, 0, rated.stdout)

    @staticmethod
    def analyze(*arguments):
        return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)


if __name__ == "__main__":
    CMAKE = sys.argv.pop(1)
    BUILD = sys.argv.pop(1)
    unittest.main()
