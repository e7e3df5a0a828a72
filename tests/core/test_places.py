"""Countries, zones and languages, found by the names people use."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.places import Places, by_folded_name, folded
from tests.core.stage import MANY, base


@pytest.mark.parametrize("typed", ["Ireland", "IRELAND", "ie", " ireland. ", "eire", "Éire"])
def test_a_country_is_found_by_any_of_its_names(typed: str) -> None:
    assert base().places.find_country(typed) == ("IE",)


def test_a_name_of_two_countries_finds_both() -> None:
    assert base().places.find_country("the congo") == ("CD", "CG")


@pytest.mark.parametrize("typed", ["", "...", "Narnia", "the", "I"])
def test_what_names_no_country_finds_none(typed: str) -> None:
    assert base().places.find_country(typed) == ()


@pytest.mark.parametrize("typed", ["Europe/London", "london", "europe london", "LONDON!"])
def test_a_zone_is_found_by_its_name_or_its_city(typed: str) -> None:
    assert base().places.find_zone(typed) == ("Europe/London",)


@pytest.mark.parametrize("typed", ["English", "english", "en"])
def test_a_language_is_found_by_its_own_name(typed: str) -> None:
    assert base().places.find_language(typed) == ("en",)


def test_codes_are_shown_as_people_say_them() -> None:
    places = base().places
    assert places.name("country", "GB") == "United Kingdom"
    assert places.name("country", "XX") == "XX"
    assert places.name("language", "en") == "English"
    assert places.name("language", "tlh") == "tlh"
    assert places.name("zone", "America/New_York") == "America/New York"
    assert places.name("device", "phone") == "phone"


def test_the_countries_that_are_served_are_those_that_have_a_name() -> None:
    assert base().places.served == ("GB", "IE", "US")
    assert Places().served == ()


def test_every_shipped_country_is_found_by_its_name_and_its_code(shipped: Content) -> None:
    places = shipped.places
    for code, name in places.countries.items():
        assert code in places.find_country(name)
        assert places.find_country(code) == (code,)


def test_every_shipped_zone_is_found_by_its_name(shipped: Content) -> None:
    places = shipped.places
    for zone in places.zones:
        assert zone in places.find_zone(zone)


@MANY
@given(st.text())
def test_folding_twice_is_folding_once_and_case_and_accents_do_not_matter(text: str) -> None:
    once = folded(text)
    assert folded(f"  {text}  ") == once
    assert folded(unicodedata.normalize("NFC", text)) == folded(unicodedata.normalize("NFD", text))
    assert once == " ".join(once.split())


def test_a_name_is_grouped_with_every_code_once() -> None:
    pairs = [("Congo", "CD"), ("congo", "CG"), ("Congo.", "CG"), ("...", "ZZ")]
    assert by_folded_name(pairs) == {"congo": ("CD", "CG")}
