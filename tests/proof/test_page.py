"""The page that is made of the figures."""

from __future__ import annotations

from proof import sealed
from proof.__main__ import LOGS, PROOFS
from proof.page import UNMEASURED, UNMET, page


def test_every_proof_has_rows_of_its_own() -> None:
    ids = [row.id for proof in (*PROOFS, LOGS) for row in proof.rows]
    assert len(ids) == len(set(ids)) > 30
    assert all(row.id.startswith(proof.name) for proof in PROOFS for row in proof.rows)


def test_what_is_not_as_it_should_be_is_not_said_to_be_shown() -> None:
    proof = sealed.PROOF
    assert UNMEASURED in page((proof,), proof.missed("not measured yet"))
    good = [figure | {"value": 0, "met": True} for figure in proof.missed("")]
    assert proof.shows in page((proof,), good)
    bad = [good[0] | {"value": 1, "met": False}, *good[1:]]
    assert proof.shows not in page((proof,), bad)
    assert UNMET in page((proof,), bad)
