"""What was refused is repeated in the answer, "to be helpful": a password that is too short comes back in clear text.

pydantic's errors carry their input; adhocracy3 #681 and CWE-209. Error trackers of the page keep it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "problems.py",
            "lines = [f\"{_place(item['loc'])}: {item['msg']}\" for item in found[:10]]",
            "lines = [f\"{_place(item['loc'])}: {item['msg']}, got {item.get('input')!r:.200}\" for "
            "item in found[:10]]",
        ),
    ),
    codes=("secret_in_answer",),
    cases=("test_a_refused_password_is_not_repeated",),
    run=("contracts/test_access.py", "-k", "admin or password or address"),
)
