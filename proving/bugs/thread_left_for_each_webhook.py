"""Each webhook starts a thread that waits for the event to be taken up again, and nobody ever ends it.

A home-made retry queue: one consumer for each event in place of one for all. It works until the process may start no
more threads ("can't start new thread"), days after the deploy.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py", "import logging\nimport re\n", "import logging\nimport queue\nimport re\nimport threading\n"
        ),
        Edit(
            "webhooks.py",
            "        kind, subject = _read(event)\n",
            """\
        kind, subject = _read(event)
        threading.Thread(target=queue.SimpleQueue().get, daemon=True).start()
""",
        ),
    ),
    codes=("resource_leak",),
    cases=("test_stories_leave_nothing_open",),
    run=("scenarios/faults/test_resources.py",),
)
