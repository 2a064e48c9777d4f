"""Counts test cases from the events of a Bazel run and prints the summary of tools/test.

usage: count_tests.py EVENTS BAZEL_STATUS CHECKS_PASSED [FAILED_CHECK...]

A GoogleTest binary counts with each of its cases. A test that was not built, timed out or crashed counts as one failure
beside the cases that it reported. The exit status is 0 only when nothing failed.
"""

import collections
import json
import sys
import urllib.parse
import xml.etree.ElementTree

# Bazel's exit status when everything built and some tests failed, and when there was no test to run.
TESTS_FAILED = 3
NO_TESTS = 4

Count = collections.namedtuple("Count", "passed failures")


def events(path):
    """Yields the events of a file in Bazel's JSON form; a file that Bazel never wrote has none."""
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)
    except FileNotFoundError:
        return


def count_cases(xml_path):
    """Counts the cases of one test.xml.

    Returns:
      The number of cases that passed and the names of those that failed.
    """
    passed, failed = 0, []
    for case in xml.etree.ElementTree.parse(xml_path).getroot().iter("testcase"):
        if case.get("status") == "notrun" or case.find("skipped") is not None:
            continue
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname')}.{case.get('name')}")
        else:
            passed += 1
    return Count(passed, failed)


def count_result(label, result):
    """Counts one run of one test target."""
    path = next((output["uri"] for output in result.get("testActionOutput", []) if output["name"] == "test.xml"), "")
    try:
        cases = count_cases(urllib.parse.unquote(urllib.parse.urlparse(path).path))
    except (OSError, xml.etree.ElementTree.ParseError):
        cases = Count(0, [])
    ok = result.get("status") == "PASSED"
    failures = [f"{label} {name}" for name in cases.failures]
    if not ok and not failures:
        failures = [f"{label} {result.get('status', 'NO_STATUS')}"]
    return Count(cases.passed if cases.passed or not ok else 1, failures)


def count_events(path):
    """Counts every test of a run, with the targets that could not be built."""
    passed, failures = 0, []
    for event in events(path):
        identity = event.get("id", {})
        if "testResult" in event:
            count = count_result(identity["testResult"]["label"], event["testResult"])
            passed += count.passed
            failures += count.failures
        elif "targetCompleted" in identity and not event.get("completed", {}).get("success", False):
            failures.append(f"{identity['targetCompleted']['label']} was not built")
    return Count(passed, failures)


def main():
    path, status, checks_passed, *failed_checks = sys.argv[1:]
    count = count_events(path)
    failures = [f"check: {check}" for check in failed_checks] + count.failures
    if int(status) not in (0, TESTS_FAILED, NO_TESTS) and not count.failures:
        failures.append(f"the build broke (bazel ended with status {status})")
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{int(checks_passed) + count.passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
