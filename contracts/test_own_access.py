"""Whatever a checkout's own contract has: who may not sign in gets nothing, and nobody gets what is another's.

The requests are made of the contract: each operation, about things that are there.
"""

import pytest

from contracts.people.anyone import People, ask, broken, credentials, leaked, people
from contracts.people.asking import Asked, requests
from contracts.shared.document import Json, Operation
from contracts.shared.labels import labelled, titled
from harness import Exchange, Failure, NotOffered, Shop, openapi

pytestmark = [pytest.mark.needs("browser_payments"), pytest.mark.card("4242424242424242")]


@labelled("Ownership", "Without credentials, and with broken ones")
@pytest.mark.quick
def test_nobody_gets_in(shop: Shop, contract: Json, called: Operation) -> None:
    """No 2xx for nobody where the contract asks for signing in, nor for broken credentials wherever nobody got 401."""
    titled(f"{called.label} asks for credentials where the contract says so", called.label)
    found = people(shop, contract)
    found.look_around()
    declared = openapi.demands_sign_in(contract, called)
    for asked in requests(contract, called, found.known):
        answer = ask(found.nobody, asked)
        if declared:
            refused(called, answer, "nobody")
        if (declared or (answer is not None and answer.status == 401)) and credentials(found.owner):
            refused(called, ask(found.nobody, asked, broken(credentials(found.owner))), "broken credentials")


@labelled("Ownership", "Another shopper's things")
@pytest.mark.quick
def test_what_is_anothers_stays_so(shop: Shop, contract: Json, called_with_ids: Operation) -> None:
    """The ids that one shopper's answers held, asked for by another: not told, not changed."""
    called = called_with_ids
    titled(f"{called.label} does not give one shopper's to another", called.label)
    found = people(shop, contract)
    found.look_around()
    asked = list(requests(contract, called, found.known, found.private))
    if not asked:
        raise NotOffered(f"something that is one shopper's and that {called.label} takes")
    before = steady_view(found)
    for one in asked:
        answer = ask(found.stranger, one)
        if told := leaked(one, answer, found.private):
            raise taken(called, one, answer, f"the answer holds {', '.join(sorted(told))}")
        if called.method != "GET" and answer is not None and answer.status // 100 == 2:
            after = found.view()
            if changed := [path for path, seen in before.items() if after.get(path) != seen]:
                raise taken(called, one, answer, f"{', '.join(changed)} changed for her")


def steady_view(found: People) -> dict[str, object]:
    """What the owner sees, but for what differs from one look to the next."""
    first, second = found.view(), found.view()
    return {path: seen for path, seen in first.items() if second.get(path) == seen}


def refused(called: Operation, answer: Exchange | None, who: str) -> None:
    """Fail when it is 2xx."""
    if answer is not None and answer.status // 100 == 2:
        raise Failure(
            "contract_ignored_auth",
            f"{called.label}: answered {answer.status} for {who}",
            let=f"{called.label} be asked with {who}" if who != "nobody" else f"{called.label} be asked by nobody",
            then="the answer is no 2xx, for the contract wants somebody who signed in",
            however=f"the status is {answer.status}",
            exchange=answer,
        )


def taken(called: Operation, asked: Asked, answer: Exchange | None, how: str) -> Failure:
    """That one shopper got at another's things."""
    return Failure(
        "contract_object_level_authorization",
        f"{called.label}: another shopper's thing is answered {answer.status if answer else 'nothing'}",
        let=f"one shopper ask for {', '.join(sorted(asked.about))}, which another one was told of",
        then="nothing of it is told, and nothing changes",
        however=how,
        exchange=answer,
    )
