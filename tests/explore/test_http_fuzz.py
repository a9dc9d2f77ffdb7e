"""Any request to the HTTP API gets an answer of the kind that its description promises, and never a 5xx."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tidings.explore import make_app
from tidings.explore.http_api.parameters import DAY
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

CHECKS = [
    not_a_server_error, response_schema_conformance, content_type_conformance, status_code_conformance,
]  # fmt: skip
QUICK = {
    "deadline": None, "database": None, "derandomize": True, "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}  # fmt: skip


@pytest.fixture(scope="module")
def app(coded_examples, tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzz") / "crisis.duckdb"
    path.write_bytes(coded_examples[1].read_bytes())
    with open_record(path) as record:
        yield make_app(record, token="t", hosts=allowed_hosts(80) | {"testserver"})


@pytest.fixture(scope="module")
def operations(app):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_answers_are_as_described(operations, mode):
    assert len(operations) >= 14
    statuses = set()
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and operation.path == "/summary":
            continue  # it takes nothing that could be wrong

        @settings(max_examples=4, **QUICK)
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            answer = case.call()
            statuses.add(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        ask()
    assert statuses >= ({200} if mode is GenerationMode.POSITIVE else {422})


WORDS = st.one_of(
    st.text(max_size=12), st.from_regex(DAY, fullmatch=True), st.integers().map(str),
    st.sampled_from(["RUS", "RUS:MIL", "outlet", "quoted", "ASSAULT", "actual", "true", "\x00", "%", "e_"]),
)  # fmt: skip


def test_any_words_in_any_parameter(app, operations):
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    names = {
        operation.path: [
            p["name"] for p in operation.definition.raw.get("parameters", []) if p["in"] == "query"
        ]
        for operation in operations
    }
    lists = [path for path, found in names.items() if found]

    @settings(max_examples=40, **QUICK)
    @given(data=st.data())
    def ask(data):
        path = data.draw(st.sampled_from(lists))
        query = data.draw(st.dictionaries(st.sampled_from(names[path]), WORDS, max_size=4))
        answer = client.get(f"/api/v1{path}", params=query)
        assert answer.status_code in {200, 400, 422}, (path, query, answer.text)
        if answer.status_code == 200:
            assert len(answer.json()["items"]) <= 1000
        else:
            assert json.loads(answer.text)["number"].startswith("TID-")

    ask()
