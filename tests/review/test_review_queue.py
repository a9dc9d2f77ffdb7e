"""The queue: the most doubtful first, nothing twice, filters, and new articles come in."""

from dataclasses import replace

import pytest
from review_samples import MADE, sample, write

from tidings.record import open_record, review_queue
from tidings.record.review_queue import QueueFilter
from tidings.review import Queue
from tidings.types import Mention, Party


def doubted(coding):
    """The sample with a guessed actor of *attacked*."""
    sent, visit, attacked = coding.mentions
    guess = Party(None, "SWE", "Sweden", "actor left out → Sweden: the reader points there (chance 0.21)")
    return replace(coding, mentions=(sent, visit, replace(attacked, actors=(guess,))))


@pytest.fixture
def record(tmp_path):
    path = write(tmp_path / "r.duckdb", [doubted(sample(0)), sample(1)], link=True)
    with open_record(path) as found:
        yield found


def drained(queue, wanted):
    done = set()
    while (id := queue.next(wanted, done)) is not None:
        assert id not in done
        done.add(id)
        assert len(done) < 100
    return done


def test_everything_comes_once_and_the_guess_first(record):
    queue = Queue(record)
    assert queue.next(QueueFilter(), ()) == sample(0).mentions[2].id
    assert drained(queue, QueueFilter()) == {m.id for n in (0, 1) for m in sample(n).mentions}
    assert drained(queue, QueueFilter("figure")) == {sample(n).figures[0].id for n in (0, 1)}


def test_the_order_is_the_same_every_time(record):
    orders = {tuple(record.ask(lambda db: review_queue.ordered(db, QueueFilter()))) for _ in range(3)}
    assert len(orders) == 1


@pytest.mark.parametrize("pick", [1, 2, 3])
def test_of_a_large_record_all_come_in_the_end(record, monkeypatch, pick):
    for name in ("_BY_KIND", "_BY_DOUBT", "_WEIGHED", "_FIGURES"):
        short = getattr(review_queue, name).replace(str(3 * review_queue.PICK), str(pick))
        monkeypatch.setattr(review_queue, name, short)
    monkeypatch.setattr(review_queue, "PICK", pick)
    queue = Queue(record)
    assert drained(queue, QueueFilter()) == {m.id for n in (0, 1) for m in sample(n).mentions}
    assert drained(queue, QueueFilter("figure")) == {sample(n).figures[0].id for n in (0, 1)}


def test_filters_narrow_it(record):
    queue, article = Queue(record), sample(1).article.id
    assert drained(queue, QueueFilter(article=article)) == {m.id for m in sample(1).mentions}
    assert drained(queue, QueueFilter(type="AID")) == {sample(n).mentions[0].id for n in (0, 1)}
    assert drained(queue, QueueFilter("figure", type="vehicles", article=article)) == {
        sample(1).figures[0].id
    }
    assert drained(queue, QueueFilter(article="a_none")) == set()
    assert queue.count(QueueFilter(type="AID")) == 2
    event, told = next(iter(record.ask(lambda db: review_queue.told_of(db, queue.events())).items()))
    assert drained(queue, QueueFilter(event=event)) == set(told)


def test_what_is_added_comes_in(record):
    queue = Queue(record)
    assert queue.count(QueueFilter()) == 6
    extra = sample(2)
    one = Mention.make(extra.article.id, extra.mentions[0].trigger, "AID")
    record.write([replace(extra, mentions=(one,))], [], MADE)
    assert queue.count(QueueFilter()) == 7
    assert queue.next(QueueFilter(article=extra.article.id), ()) == extra.mentions[0].id


def test_an_empty_record_has_nothing_to_review(tmp_path):
    with open_record(write(tmp_path / "e.duckdb", [])) as record:
        queue = Queue(record)
        assert queue.next(QueueFilter(), ()) is None
        assert queue.next(QueueFilter("figure"), ()) is None
        assert (queue.count(QueueFilter()), list(queue.events()), list(queue.codes(5))) == (0, [], [])
