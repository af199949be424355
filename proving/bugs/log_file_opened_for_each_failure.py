"""Each failure of Stripe's is noted in a log file, whose handler is added anew each time: each keeps its file open.

Countless questions about `addHandler` in a function that is called again and again. An outage of Stripe then takes the
shop down for good: "Too many open files".
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("stripe_gateway.py", "import logging\n", "import logging\nimport os\n"),
        Edit(
            "stripe_gateway.py",
            "        problem = as_problem(error)\n",
            """\
        problem = as_problem(error)
        LOG.addHandler(logging.FileHandler(os.devnull))
""",
        ),
    ),
    codes=("resource_leak",),
    cases=("test_lost_calls_leave_nothing_open",),
    run=("scenarios/faults/test_resources.py",),
)
