"""Hostile files are refused within two seconds and 200 MB, all by one process that lives on."""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.exchange import hostile

# Reads each file, and says how long each took, why it was refused, and the most memory that all of it needed.
READ = """
import json, sys, time
from pathlib import Path
import django
django.setup()
from homestart.exchange.containers import read_tables
from homestart.exchange.problems import Problems
from homestart.exchange.resource import resources
known = {"branch.csv", *(found.file for found in resources().values())}
results = {}
for name in sys.argv[1:]:
    problems, start = Problems(), time.process_time()
    read_tables(Path(name), known, problems)
    results[Path(name).name] = (time.process_time() - start, [problem.reason for problem in problems.first()])
# Of this program alone: ru_maxrss would also count the process that started it.
memory = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([results, int(memory.split()[1]) // 1024]))
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    cases = [(build, ".xlsx") for build in hostile.WORKBOOKS] + [
        (build, ".zip") for build in hostile.ARCHIVES
    ]
    with warnings.catch_warnings():
        # zipfile warns of what is done here on purpose.
        warnings.simplefilter("ignore")
        for build, suffix in cases:
            build(folder / f"{build.__name__}{suffix}")
    return sorted(folder.iterdir())


@pytest.mark.slow
def test_hostile_files_are_refused_soon_and_cheaply(corpus: list[Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ, *corpus], capture_output=True, text=True, timeout=120, check=True
    )
    results, megabytes = json.loads(done.stdout)
    assert [name for name, (_seconds, reasons) in results.items() if not reasons] == []
    assert {name: seconds for name, (seconds, _reasons) in results.items() if seconds > 2} == {}
    assert megabytes < 200
    assert len(results) == len(hostile.WORKBOOKS) + len(hostile.ARCHIVES)
