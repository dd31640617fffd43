"""Times counted by size."""

import pytest

from database.monitoring import histograms


def of(*seconds: float) -> list[float]:
    counted = histograms.new()
    for time in seconds:
        histograms.observe(counted, time)
    return counted


def test_counts_and_sums():
    counted = of(0.002, 0.002, 20.0)

    assert histograms.count(counted) == 3
    assert counted[-1] == pytest.approx(20.004)


def test_a_bound_belongs_to_its_own_bucket():
    assert of(0.001)[0] == 1
    assert of(0.0010001)[1] == 1


@pytest.mark.parametrize(
    ("share", "seconds"), [(0.5, 0.00175), (1.0, 0.0025), (0.25, 0.001375)]
)
def test_a_quantile_lies_inside_its_bucket(share, seconds):
    counted = of(*[0.002] * 4)

    assert histograms.quantile(counted, share) == pytest.approx(seconds)


def test_nothing_has_no_quantile():
    assert histograms.quantile(histograms.new(), 0.5) is None


def test_histograms_are_merged():
    counted = of(0.002)

    histograms.merge(counted, of(0.002, 3.0))

    assert histograms.count(counted) == 3
