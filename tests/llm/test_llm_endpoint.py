"""What endpoints do wrong: retries, weaker dialects, smaller pieces, quarantine, and when to stop."""

import json
import os

import pytest
from fake_endpoint import Answer, completion, error, nothing, serving
from llm_samples import ANSWERS, ENGLISH, GERMAN, KEY, answer, mention, settings, who

from tidings.config import Config
from tidings.llm import LanguageModelError, LlmCoder
from tidings.llm.endpoint import Pace
from tidings.types import Article, Coding, Quarantined

PEARL = [Article.make(f"Chad freed {n} men.", origin=f"{n}.txt") for n in range(2, 8)]


@pytest.fixture(autouse=True)
def key(monkeypatch):
    """A key, and what another service left in the environment."""
    monkeypatch.setenv("TIDINGS_LLM_KEY", KEY)
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, f"other-{name}")


def coded(articles, respond, **more):
    """The rows for articles, and the server's requests."""
    with serving(respond) as server:
        rows = list(LlmCoder(settings(server.url, **more)).code(articles, Config()))
    return rows, server.requests


def honest(request):
    return completion(ANSWERS[request.article["text"]])


def in_turn(*answers):
    """Give these answers one after another, the last for ever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


FINE = completion(ANSWERS[ENGLISH.text])
SOON = {"Retry_After": "0.01"}


@pytest.mark.parametrize(
    "first",
    [error(429, "slow down", **SOON), error(503, "busy", **SOON), error(500, "oops", retry_after_ms="1")],
)
def test_a_busy_server_is_asked_again(first):
    (row,), requests = coded([ENGLISH], in_turn(first, FINE), retries=1)
    assert isinstance(row, Coding)
    assert len(requests) == 2


@pytest.mark.parametrize(
    ("always", "number"),
    [
        (error(429, "slow down", **SOON), "TID-724"),
        (error(500, "oops", retry_after_ms="1"), "TID-724"),
        (completion("I would rather talk about the weather."), "TID-723"),
        (completion('{"statements": [], "mentions": ['), "TID-723"),
        (completion("[1, 2, 3]"), "TID-723"),
        (completion('{"answer": 42}'), "TID-723"),
        (completion("{" * 100_000), "TID-723"),
        (completion('{"mentions": ' + "[" * 100_000), "TID-723"),
        (completion(None), "TID-723"),
        (
            completion(None, tool_calls=[{"id": "1", "type": "function", "function": {"name": "x"}}]),
            "TID-723",
        ),
        (Answer(b"<html>not JSON</html>"), "TID-723"),
        (Answer({"choices": []}), "TID-723"),
        (Answer([]), "TID-723"),
        (Answer(b"x" * 300_000), "TID-723"),
        (completion("", refusal="I can't help with that."), "TID-725"),
        (completion("", finish="content_filter"), "TID-725"),
        (completion('{"mentions": [', finish="length"), "TID-726"),
    ],
)
def test_what_can_not_be_read_costs_one_article_and_a_bounded_number_of_requests(always, number):
    def respond(request):
        return always if request.article["text"] == ENGLISH.text else honest(request)

    (row, other), requests = coded([ENGLISH, GERMAN], respond, retries=1, max_answer_bytes=200_000)
    assert isinstance(row, Quarantined)
    assert (row.origin, row.number) == ("en.txt", number)
    assert "en.txt" in row.reason
    assert KEY not in row.reason
    assert isinstance(other, Coding)
    assert len(requests) <= 1 + 2 * 2


def test_an_answer_that_can_not_be_read_is_asked_for_again():
    (row,), requests = coded([ENGLISH], in_turn(completion("Sure! {"), FINE))
    assert isinstance(row, Coding)
    assert requests[1].article == requests[0].article
    assert "Sure" not in json.dumps(requests[1].body)


@pytest.mark.parametrize(
    "content",
    [
        "```json\n%s\n```",
        '<think>A list, perhaps {like this} or {"so": 1}.</think>\n%s',
        "Here is the JSON you asked for:\n\n%s\n\nAnything else?",
    ],
)
def test_words_around_the_object_do_no_harm(content):
    told = content % json.dumps(ANSWERS[ENGLISH.text])
    (row,), _ = coded([ENGLISH], lambda _: completion(told))
    assert len(row.mentions) == 2


def test_an_answer_that_is_cut_off_is_asked_for_in_smaller_pieces():
    sentences = "".join(f"Chad freed prisoner number {n} of its list.\n" for n in range(40))
    article = Article.make(sentences)

    def respond(request):
        count = request.article["text"].count("freed")
        whole = completion(answer(mentions=[mention("freed", "RETREAT", [who("Chad")])] * count))
        return whole if count <= 12 else completion('{"mentions": [{"tri', finish="length")

    (row,), requests = coded([article], respond)
    assert len(row.mentions) == 40
    assert len({m.trigger for m in row.mentions}) == 40
    assert len(requests) < 15


def test_a_text_that_is_too_long_for_the_model_is_asked_for_in_smaller_pieces():
    article = Article.make("Chad freed a man.\n" * 60)

    def respond(request):
        if len(request.article["text"]) > 400:
            return error(400, "This model's maximum context length is 512 tokens.")
        return completion(answer(mentions=[mention("freed", "RETREAT")] * 30))

    (row,), _ = coded([article], respond)
    assert len(row.mentions) == 60


def test_a_huge_answer_is_looked_at_only_so_far():
    many = [mention("sent", "AID")] * 20_000 + [mention("thanked", "SUPPORT")]
    (row,), _ = coded([ENGLISH], lambda _: completion(answer(mentions=many)), max_answer_bytes=20_000_000)
    assert [m.trigger.quote for m in row.mentions] == ["sent"]


@pytest.mark.parametrize("takes", ["json_schema", "json_object", "text"])
def test_a_server_that_can_not_do_schemas_is_asked_in_words_and_that_is_learnt(takes):
    def respond(request):
        form = request.body.get("response_format", {"type": "text"})["type"]
        if form != takes:
            return error(400, f"'response_format' of type {form} is not supported")
        if takes != "json_schema":
            assert '"statements"' in request.system
        return completion(answer())

    rows, requests = coded(PEARL, respond, concurrency=1)
    assert all(isinstance(row, Coding) for row in rows)
    refused = ("json_schema", "json_object", "text").index(takes)
    assert len(requests) == len(PEARL) + refused


def test_a_model_that_refuses_settings_gets_others():
    def respond(request):
        if "max_tokens" in request.body:
            return error(400, "Unsupported parameter: use 'max_completion_tokens' instead.")
        if "temperature" in request.body:
            return error(400, "'temperature' does not support 0.0 with this model.")
        return completion(nothing())

    (row,), requests = coded([ENGLISH], respond, options={"reasoning_effort": "low"})
    assert isinstance(row, Coding)
    assert requests[-1].body["max_completion_tokens"] == 8192
    assert requests[-1].body["reasoning_effort"] == "low"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wrong_key_or_model_stops_the_run_at_once(status):
    with pytest.raises(LanguageModelError) as caught:
        coded(PEARL, lambda _: error(status, f"no: {KEY} is not known"))
    assert caught.value.number == "TID-722"
    assert KEY not in str(caught.value)
    assert "TIDINGS_LLM_KEY" in str(caught.value)


def test_nothing_follows_a_redirect():
    with serving(lambda _: completion(nothing())) as elsewhere:
        away = Answer({}, 307, {"Location": f"{elsewhere.url}/chat/completions"})
        with pytest.raises(LanguageModelError):
            coded([ENGLISH], lambda _: away)
        assert not elsewhere.requests


def test_an_endpoint_that_is_not_there_stops_the_run_after_some_articles():
    with serving(honest) as server:
        gone = server.url
    rows = []
    with pytest.raises(LanguageModelError) as caught:
        rows.extend(LlmCoder(settings(gone, stop_after=3)).code(PEARL, Config()))
    assert caught.value.number == "TID-727"


def test_failures_that_are_not_in_a_row_do_not_stop_the_run():
    def respond(request):
        return error(500, "oops") if "freed 2" in str(request.article) else completion(nothing())

    rows, _ = coded([PEARL[0], PEARL[1]] * 4, respond, stop_after=2, concurrency=1)
    assert [isinstance(row, Coding) for row in rows] == [False, True] * 4


def test_money_stops_the_run_and_more_money_lets_it_go_on(tmp_path):
    prices = {"price_input": 1, "price_output": 10, "cache": tmp_path, "concurrency": 1}
    with serving(lambda _: completion(nothing())) as server:
        coder = LlmCoder(settings(server.url, max_cost=0.0041, **prices))
        with pytest.raises(LanguageModelError) as caught:
            list(coder.code(PEARL, Config()))
        assert caught.value.number == "TID-728"
        assert len(server.requests) == 3, "a request costs 0.002"
        rows = list(LlmCoder(settings(server.url, max_cost=1, **prices)).code(PEARL, Config()))
    assert len(rows) == len(PEARL)
    assert len(server.requests) == len(PEARL)


def test_refusals_are_paid_for_and_what_is_not_counted_stops_a_run_with_a_limit():
    prices = {"price_input": 1, "price_output": 10, "concurrency": 1}
    with serving(lambda _: completion(None, refusal="I can't.")) as server:
        coder = LlmCoder(settings(server.url, **prices))
        list(coder.code(PEARL[:1], Config()))
        assert f"{len(server.requests)} requests" in coder.note()
        assert f"{len(server.requests) * 0.002:.4f} USD" in coder.note()

    def uncounted(_):
        answer = completion(nothing())
        del answer.body["usage"]
        return answer

    with serving(uncounted) as server:
        assert all(isinstance(r, Coding) for r in LlmCoder(settings(server.url)).code(PEARL[:2], Config()))
        with pytest.raises(LanguageModelError, match=r"TID-728.*counts no tokens"):
            list(LlmCoder(settings(server.url, max_cost=9, **prices)).code(PEARL, Config()))
        assert len(server.requests) == 3


@pytest.mark.parametrize("space", ["\n", " \r\n"])
def test_a_key_with_space_around_it_is_sent_without(monkeypatch, space):
    monkeypatch.setenv("TIDINGS_LLM_KEY", f"{KEY}{space}")
    (row,), requests = coded(PEARL[:1], lambda _: completion(nothing()))
    assert isinstance(row, Coding)
    assert requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", ["sk-secret\nkey", "sk-sécret-key"])
def test_a_key_that_can_not_be_sent_stops_the_run_and_is_not_told(monkeypatch, key):
    monkeypatch.setenv("TIDINGS_LLM_KEY", key)
    with pytest.raises(LanguageModelError, match="TID-722") as caught:
        list(LlmCoder(settings("http://localhost:1/v1")).code(PEARL[:1], Config()))
    assert key[:6] not in str(caught.value)


def test_a_key_that_is_a_word_takes_no_word_from_an_answer(monkeypatch):
    monkeypatch.setenv("TIDINGS_LLM_KEY", "sent")
    rows, requests = coded([ENGLISH], honest)
    assert [m.trigger.quote for m in rows[0].mentions] == ["sent", "thanked"]
    assert requests[0].headers["authorization"] == "Bearer sent"


def test_a_second_run_asks_for_nothing_and_an_interrupted_one_goes_on(tmp_path):
    with serving(lambda _: completion(nothing())) as server:
        fresh = settings(server.url, cache=tmp_path, concurrency=1)
        broken_off = LlmCoder(fresh).code(PEARL, Config(batch_articles=1))
        first = [next(broken_off), next(broken_off)]
        broken_off.close()
        assert len(server.requests) == 2
        coder = LlmCoder(fresh)
        rows = list(coder.code(PEARL, Config()))
        assert rows[:2] == first
        assert len(server.requests) == len(PEARL)
        assert "2 answers from the cache" in coder.note()
        again = LlmCoder(fresh)
        assert list(again.code(PEARL, Config())) == rows
        assert len(server.requests) == len(PEARL)
        assert again.note().startswith("fake-1: 0 requests, 6 answers from the cache; 0 tokens in, 0 out")


def test_what_was_cut_off_and_what_a_server_can_not_do_are_not_asked_for_again(tmp_path):
    article = Article.make("Chad freed a man.\n" * 40)

    def respond(request):
        if request.body["response_format"]["type"] == "json_schema":
            return error(400, "json_schema is not supported")
        cut = len(request.article["text"]) > 400
        return completion('{"mentions": [', finish="length") if cut else completion(nothing())

    with serving(respond) as server:
        fresh = settings(server.url, cache=tmp_path)
        list(LlmCoder(fresh).code([article], Config()))
        before = len(server.requests)
        list(LlmCoder(fresh).code([article], Config()))
        assert len(server.requests) == before > 2


def test_answers_that_are_no_answers_are_not_kept(tmp_path):
    with serving(in_turn(completion("?"), completion("?"), FINE)) as server:
        fresh = settings(server.url, cache=tmp_path)
        (bad,) = LlmCoder(fresh).code([ENGLISH], Config())
        (good,) = LlmCoder(fresh).code([ENGLISH], Config())
    assert isinstance(bad, Quarantined)
    assert isinstance(good, Coding)


def test_a_damaged_cache_costs_only_the_saving(tmp_path):
    with serving(honest) as server:
        fresh = settings(server.url, cache=tmp_path)
        (first,) = LlmCoder(fresh).code([ENGLISH], Config())
        (kept,) = tmp_path.rglob("*.json")
        for damage in (b"", b"{", b"[]", b'{"content": 1}', kept.read_bytes()[:20]):
            kept.write_bytes(damage)
            (again,) = LlmCoder(fresh).code([ENGLISH], Config())
            assert again == first
        assert len(server.requests) == 6
        assert not list(tmp_path.rglob("*.new"))


def test_the_key_goes_to_the_endpoint_and_nowhere_else(tmp_path):
    with serving(honest) as server:
        coder = LlmCoder(settings(server.url, cache=tmp_path))
        (row,) = coder.code([ENGLISH], Config())
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert "other-" not in json.dumps([request.headers, request.body])
    assert KEY not in json.dumps(request.body)
    assert KEY not in repr(row) + repr(coder.settings) + coder.note() + coder.digest()
    kept = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert KEY not in "".join(kept)


def test_without_a_key_that_of_another_service_is_not_sent(monkeypatch):
    monkeypatch.delenv("TIDINGS_LLM_KEY")
    assert os.environ["OPENAI_API_KEY"]
    _, (request,) = coded([ENGLISH], honest)
    assert "other-" not in json.dumps(request.headers)


def test_requests_begin_no_faster_than_asked():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(60, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        pace.wait()
    assert slept == [1.0, 1.0]
    now[0] += 10
    pace.wait()
    assert slept == [1.0, 1.0]
    Pace(None, clock=lambda: 0, sleep=sleep).wait()
    assert slept == [1.0, 1.0]
