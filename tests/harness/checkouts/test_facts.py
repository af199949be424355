"""The facts of a profile: each has a default, travels as JSON, and is documented."""

import json
from dataclasses import asdict, fields, replace

from harness.checkouts import Facts
from harness.config import profile
from harness.config.profile_tables import FactsTable


def test_they_come_back_from_json_as_they_were() -> None:
    facts = replace(Facts(), currencies=("usd", "eur"), stock="taken", refuses_unknown_fields=True)
    assert Facts.from_dict(json.loads(json.dumps(asdict(facts)))) == facts


def test_what_another_version_told_is_left_out_or_filled_in() -> None:
    assert Facts.from_dict({"shopper_key": "customer", "a_fact_of_later": 1}) == Facts(shopper_key="customer")


def test_a_profile_can_say_each_with_the_same_default() -> None:
    assert Facts.from_dict(FactsTable().model_dump()) == Facts()
    assert set(FactsTable.model_fields) == {one.name for one in fields(Facts)}


def test_those_of_the_reference_shop() -> None:
    facts = profile.load().facts
    assert (facts.shopper_key, facts.stock, facts.refuses_unknown_fields) == ("user_id", "held", True)
