"""A family of figures with one label, as Prometheus reads it."""

from collections.abc import Mapping

from prometheus_client.core import GaugeMetricFamily


def gauge(
    name: str, text: str, values: Mapping[str, float], *, label: str
) -> GaugeMetricFamily:
    """Return a family of gauges by the value of one label."""
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
