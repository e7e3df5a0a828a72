"""Files of keys: what is read and made, and that every fault is refused and changes nothing."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.errors import KeyProblem
from bot.ports import Chat
from bot.vault.keyfiles import (
    INDEX_FILE,
    INDEX_VARIABLE,
    MASTER_VARIABLE,
    add_master,
    create,
    from_environment,
    master_file,
    read,
    remove_masters,
)

ANA = Chat("tg", "ana")
MASTER, INDEX = "3d" * 31 + "a1", "c4" * 31 + "b2"
NEWER = "7e" * 31 + "c3"
MASTER_FILE = master_file(1)


class Place:
    """A directory of good keys, and the data they are for elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.keys = folder / "keys"
        self.data = folder / "data"
        self.store = self.data / "rows"
        self.data.mkdir()
        self.keys.mkdir(mode=0o700)
        self.master, self.index = self.keys / MASTER_FILE, self.keys / INDEX_FILE
        write(self.master, MASTER + "\n")
        write(self.index, INDEX + "\n")


def write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(text, "ascii")
    path.chmod(0o600)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path)


def digest(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Everything under a folder: kinds and rights, times, and contents."""
    found = {}
    for path in sorted(folder.rglob("*")):
        at = path.lstat()
        is_plain = stat.S_ISREG(at.st_mode)
        content = hashlib.sha256(path.read_bytes()).hexdigest() if is_plain else ""
        found[str(path)] = (at.st_mode, at.st_mtime_ns, content)
    return found


def test_good_keys_are_read(place: Place) -> None:
    ring = read(place.keys, place.store)
    assert ring.newest == 1
    assert ring.index(ANA) == read(place.keys, place.store).index(ANA)


def test_a_file_may_end_without_a_line_s_end_and_be_read_only(place: Place) -> None:
    expected = read(place.keys, place.store).index(ANA)
    write(place.index, INDEX.upper())
    place.index.chmod(0o400)
    assert read(place.keys, place.store).index(ANA) == expected


def test_a_link_to_a_good_file_is_followed(place: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "safe"
    elsewhere.mkdir(mode=0o700)
    place.master.rename(elsewhere / "m")
    place.master.symlink_to(elsewhere / "m")
    assert read(place.keys, place.store).newest == 1


def linked_into_the_data(place: Place) -> None:
    place.master.rename(place.data / "m")
    place.master.symlink_to(place.data / "m")


def linked_to_a_readable_file(place: Place) -> None:
    target = place.keys.parent / "m"
    place.master.rename(target)
    target.chmod(0o644)
    place.master.symlink_to(target)


def a_directory_in_its_place(place: Place) -> None:
    place.master.unlink()
    place.master.mkdir()


def a_pipe_in_its_place(place: Place) -> None:
    place.master.unlink()
    os.mkfifo(place.master, 0o600)


def no_directory(place: Place) -> None:
    place.keys.rename(place.keys.parent / "elsewhere")


def newer(place: Place, text: str = NEWER, *, version: int = 2) -> Path:
    path = place.keys / master_file(version)
    write(path, text)
    return path


FAULTS: dict[str, tuple[Callable[[Place], object], str]] = {
    "no directory": (no_directory, "There is no directory"),
    "a missing master file": (lambda at: at.master.unlink(), "There is no file"),
    "a missing index file": (lambda at: at.index.unlink(), "There is no file"),
    "an empty file": (lambda at: write(at.master, ""), "is empty"),
    "too short": (lambda at: write(at.master, MASTER[:-2] + "\n"), "too short"),
    "too long": (lambda at: write(at.master, MASTER + "00"), "too long"),
    "far too long": (lambda at: write(at.master, MASTER * 9), "too long"),
    "not hex": (lambda at: write(at.master, "g" + MASTER[1:]), "other than 64 hex"),
    "two lines": (lambda at: write(at.master, MASTER + "\n\n"), "other than 64 hex"),
    "no text": (lambda at: at.master.write_bytes(b"\xff" * 64), "other than 64 hex"),
    "all zero": (lambda at: write(at.master, "00" * 32), "one byte repeated"),
    "one byte": (lambda at: write(at.index, "ab" * 32), "one byte repeated"),
    "equal secrets": (lambda at: write(at.index, MASTER), "are the same"),
    "readable by the group": (lambda at: at.master.chmod(0o640), "Others can read"),
    "readable by all": (lambda at: at.index.chmod(0o644), "Others can read"),
    "writable by others": (lambda at: at.master.chmod(0o602), "Others can read or change"),
    "a directory open to all": (lambda at: at.keys.chmod(0o755), "Others can get into"),
    "a directory others write to": (lambda at: at.keys.chmod(0o720), "Others can get into"),
    "a directory as a file": (a_directory_in_its_place, "is not a file"),
    "a pipe as a file": (a_pipe_in_its_place, "is not a file"),
    "a link into the data": (linked_into_the_data, "lies with the data"),
    "a link to a readable file": (linked_to_a_readable_file, "Others can read"),
    "a newer master file cut off": (lambda at: newer(at, NEWER[:20]), "too short"),
    "a newer one that is empty": (lambda at: newer(at, ""), "is empty"),
    "a newer one readable by all": (lambda at: newer(at).chmod(0o644), "Others can read"),
    "a newer one that leads nowhere": (
        lambda at: (at.keys / master_file(2)).symlink_to("nowhere"),
        "There is no file",
    ),
    "a copy under a new number": (lambda at: newer(at, MASTER), "are the same"),
    "a number that is too high": (lambda at: newer(at, version=256), "from 1 to 255"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_in_one_sentence_and_changes_nothing(name: str, place: Place) -> None:
    break_it, sentence = FAULTS[name]
    break_it(place)
    before = digest(place.keys.parent)
    with pytest.raises(KeyProblem) as caught:
        read(place.keys, place.store)
    assert sentence in caught.value.reason
    assert caught.value.status == 78
    secrets = (MASTER[:8], INDEX[:8], NEWER[:8], "abab", "0000")
    assert not any(part in caught.value.reason for part in secrets)
    assert digest(place.keys.parent) == before


def test_a_link_that_leads_in_a_circle_is_refused(place: Place) -> None:
    place.master.unlink()
    place.master.symlink_to(place.master)
    with pytest.raises(KeyProblem):
        read(place.keys, place.store)


def test_keys_beside_the_data_or_under_it_are_refused(place: Place) -> None:
    for store in (place.keys / "rows", place.keys.parent / "rows", place.keys / ".." / "rows"):
        with pytest.raises(KeyProblem, match="lies with the data"):
            read(place.keys, store)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_keys_of_somebody_else_are_refused(place: Place) -> None:
    os.chown(place.master, 65534, -1)
    with pytest.raises(KeyProblem, match="belongs to somebody else"):
        read(place.keys, place.store)
    os.chown(place.master, 0, -1)
    os.chown(place.keys, 65534, -1)
    with pytest.raises(KeyProblem, match="belongs to somebody else"):
        read(place.keys, place.store)


@pytest.mark.skipif(os.geteuid() != 0, reason="credentials are root's files")
def test_credentials_of_systemd_are_read_and_no_other_files_like_them(place: Place) -> None:
    # Where a list of rights names this process, the group's rights show what the list allows.
    place.keys.chmod(0o550)
    for path in (place.master, place.index):
        path.chmod(0o440)
    assert read(place.keys, place.store, credentials=place.keys).newest == 1
    with pytest.raises(KeyProblem):
        read(place.keys, place.store)
    place.master.chmod(0o444)
    with pytest.raises(KeyProblem, match="Others can read"):
        read(place.keys, place.store, credentials=place.keys)


# Several master secrets


def test_every_master_secret_is_read_and_the_highest_number_is_the_newest(place: Place) -> None:
    newer(place)
    newer(place, NEWER[::-1], version=11)
    assert read(place.keys, place.store).versions == [1, 2, 11]
    assert read(place.keys, place.store).newest == 11


def test_the_first_one_is_not_needed_beside_a_newer_one(place: Place) -> None:
    newer(place)
    place.master.unlink()
    assert read(place.keys, place.store).versions == [2]


def test_files_that_are_called_otherwise_are_no_keys(place: Place) -> None:
    for name in ("master-02.key", "master-2.key~", "master-.key", "master-2.key.old"):
        write(place.keys / name, "nothing")
    assert read(place.keys, place.store).versions == [1]


def test_one_more_is_made_that_only_its_owner_can_read(place: Place) -> None:
    add_master(place.keys, place.store, 2)
    made = place.keys / master_file(2)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert read(place.keys, place.store).versions == [1, 2]
    assert made.stat().st_nlink == 1
    assert len(list(place.keys.iterdir())) == 3


def test_none_is_made_in_the_place_of_another_or_where_keys_may_not_be(place: Place) -> None:
    before = digest(place.keys.parent)
    with pytest.raises(KeyProblem, match="exists already"):
        add_master(place.keys, place.store, 1)
    with pytest.raises(KeyProblem, match="lies with the data"):
        add_master(place.keys, place.keys / "rows", 2)
    assert digest(place.keys.parent) == before


def test_what_a_killed_process_began_to_write_is_no_key_and_is_swept_away(place: Place) -> None:
    left = place.keys / f".{master_file(2)}.new"
    write(left, NEWER[:9])
    assert read(place.keys, place.store).versions == [1]
    add_master(place.keys, place.store, 2)
    assert not left.exists()
    assert read(place.keys, place.store).versions == [1, 2]


def test_older_ones_are_removed_and_all_others_stay(place: Place) -> None:
    newer(place)
    remove_masters(place.keys, [1])
    assert {path.name for path in place.keys.iterdir()} == {master_file(2), INDEX_FILE}
    with pytest.raises(KeyProblem, match="can't be removed"):
        remove_masters(place.keys, [1])


# From the environment


def test_keys_can_come_from_the_environment(place: Place) -> None:
    ring = from_environment({MASTER_VARIABLE: MASTER, INDEX_VARIABLE: INDEX})
    assert ring.index(ANA) == read(place.keys, place.store).index(ANA)


@pytest.mark.parametrize("value", [None, "", MASTER[:-1], MASTER + "0", "x" * 64, "7" * 64, INDEX])
def test_faults_in_the_environment_are_refused(value: str | None) -> None:
    given = {INDEX_VARIABLE: INDEX} | ({} if value is None else {MASTER_VARIABLE: value})
    with pytest.raises(KeyProblem) as caught:
        from_environment(given)
    assert value is None or value == "" or value[:8] not in caught.value.reason


def test_newer_master_secrets_can_come_from_the_environment() -> None:
    given = {f"{MASTER_VARIABLE}_2": NEWER, INDEX_VARIABLE: INDEX}
    assert from_environment(given).versions == [2]
    assert from_environment({**given, MASTER_VARIABLE: MASTER}).versions == [1, 2]


@pytest.mark.parametrize("number", ["", "0", "1", "02", "x", "-2", "2_", NEWER])
def test_a_variable_that_names_no_key_is_refused_and_not_repeated(number: str) -> None:
    given = {MASTER_VARIABLE: MASTER, INDEX_VARIABLE: INDEX}
    with pytest.raises(KeyProblem, match="does not end with a number") as caught:
        from_environment({**given, f"{MASTER_VARIABLE}_{number}": NEWER})
    assert NEWER[:8] not in caught.value.reason


# Making them


def test_keys_that_were_made_can_be_read_and_only_by_their_owner(tmp_path: Path) -> None:
    keys, store = tmp_path / "keys", tmp_path / "data" / "rows"
    create(keys, store)
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {path.name for path in keys.iterdir()} == {MASTER_FILE, INDEX_FILE}
    for path in keys.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_size == 65
    assert read(keys, store).newest == 1


def test_no_two_keys_are_alike(tmp_path: Path) -> None:
    made = set()
    for name in ("one", "other"):
        create(tmp_path / name, tmp_path / "data" / "rows")
        made |= {path.read_text() for path in (tmp_path / name).iterdir()}
    assert len(made) == 4


@pytest.mark.parametrize("name", [MASTER_FILE, INDEX_FILE])
def test_keys_are_never_made_over_others(name: str, place: Place) -> None:
    (place.keys / name).unlink()
    before = digest(place.keys.parent)
    with pytest.raises(KeyProblem, match="exists already"):
        create(place.keys, place.store)
    assert digest(place.keys.parent) == before


def test_keys_are_never_made_beside_a_newer_one(place: Place) -> None:
    newer(place)
    for path in (place.master, place.index):
        path.unlink()
    with pytest.raises(KeyProblem, match="exists already"):
        create(place.keys, place.store)


def test_a_dangling_link_is_a_key_that_exists(place: Place) -> None:
    for path in (place.master, place.index):
        path.unlink()
    place.index.symlink_to("nowhere")
    with pytest.raises(KeyProblem, match="exists already"):
        create(place.keys, place.store)


def test_keys_are_not_made_with_the_data_nor_where_others_can_look(tmp_path: Path) -> None:
    before = digest(tmp_path)
    with pytest.raises(KeyProblem, match="lies with the data"):
        create(tmp_path / "data" / "keys", tmp_path / "data" / "rows")
    assert digest(tmp_path) == before
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    with pytest.raises(KeyProblem, match="Others can get into"):
        create(tmp_path / "open", tmp_path / "data" / "rows")
    assert list((tmp_path / "open").iterdir()) == []


def test_no_keys_are_made_for_a_store_that_has_its_own(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="bring those back"):
        create(tmp_path / "keys", tmp_path / "data" / "rows", founded=True)
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_made_the_reason_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyProblem, match="can't be made"):
        create(tmp_path / "file" / "keys", tmp_path / "data" / "rows")
