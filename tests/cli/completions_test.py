"""Completion scripts parse in the shells that are installed, and bash's completes.

Usage: completions_test.py PROGRAM [unittest arguments]
"""

import shutil
import subprocess
import sys
import unittest

PROGRAM = None


def script(shell):
    return subprocess.run([PROGRAM, "completions", shell], capture_output=True, check=True, timeout=60).stdout


def complete(*words):
    """What bash offers for the last word."""
    quoted = " ".join(f"'{word}'" for word in words)
    program = script("bash").decode() + (
        f"\ncompopt() {{ echo FILES; }}\nCOMP_WORDS=({quoted})\nCOMP_CWORD={len(words) - 1}\n"
        '_pgoscope\nprintf "%s\\n" "${COMPREPLY[@]}"\n')
    result = subprocess.run(["bash", "-c", program], capture_output=True, check=True, timeout=60)
    return set(result.stdout.decode().split())


class CompletionsTest(unittest.TestCase):
    def test_scripts_parse(self):
        for shell in ("bash", "zsh", "fish"):
            with self.subTest(shell):
                if shutil.which(shell) is None:
                    self.skipTest(f"{shell} is not installed")
                subprocess.run([shell, "-n"], input=script(shell), check=True, timeout=60)

    def test_bash_completes(self):
        self.assertEqual(complete("pgoscope", "t"), {"timeline"})
        self.assertIn("--version", complete("pgoscope", "--"))
        self.assertEqual(complete("pgoscope", "report", "--format", ""), {"json", "text"})
        self.assertEqual(complete("pgoscope", "report", "--port", ""), {"auto"})
        self.assertEqual(complete("pgoscope", "report", "--bpf", ""), set())
        self.assertIn("--fail-on", complete("pgoscope", "errors", "--fa"))
        self.assertEqual(complete("pgoscope", "errors", "-o", "x"), {"FILES"})
        self.assertEqual(complete("pgoscope", "errors", "x"), {"FILES"})
        self.assertEqual(complete("pgoscope", "help", "la"), {"latency"})
        self.assertIn("any", complete("pgoscope", "live", ""))
        self.assertIn("lo", complete("pgoscope", "live", "--timeline", "l"))
        self.assertEqual(complete("pgoscope", "live", "--report", ""), {"json", "text"})


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
