"""Files made just now: there for some minutes, a few at most, and nowhere else."""

from __future__ import annotations

from bot.shelf import LASTS, MOST, Shelf, is_made


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_file_is_there_under_a_path_that_ends_in_its_name() -> None:
    shelf = Shelf()
    path = shelf.put("held.zip", b"sealed")
    assert is_made(path)
    assert path.endswith("/held.zip")
    assert shelf.get(path) == b"sealed"
    assert shelf.get("made/else/held.zip") is None
    assert not is_made("media/cat.png")


def test_after_ten_minutes_it_is_gone() -> None:
    clock = Clock()
    shelf = Shelf(clock)
    path = shelf.put("held.zip", b"sealed")
    clock.now = LASTS - 1
    assert shelf.get(path) == b"sealed"
    clock.now = LASTS
    assert shelf.get(path) is None


def test_of_too_many_the_oldest_goes() -> None:
    shelf = Shelf()
    paths = [shelf.put("held.zip", bytes((number,))) for number in range(MOST + 1)]
    assert shelf.get(paths[0]) is None
    assert [shelf.get(path) for path in paths[1:]] == [bytes((n,)) for n in range(1, MOST + 1)]
    assert "sealed" not in repr(shelf)


def test_what_is_taken_is_not_there_any_more() -> None:
    shelf = Shelf()
    path = shelf.put("held.zip", b"sealed")
    assert shelf.take(path) == b"sealed"
    assert shelf.take(path) is None
