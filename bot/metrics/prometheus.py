"""The observer that Prometheus can ask."""

from __future__ import annotations

import logging
import math
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from bot.metrics.table import BOOLEAN, METRICS, OTHER, UNKNOWN, Kind, Metric

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge, Histogram

_Instrument = TypeVar("_Instrument", "Counter", "Gauge", "Histogram")

log = logging.getLogger(__name__)

_FEW = 16  # label combinations that a counter shows from the start, so that the first error is a step from 0 to 1


class PrometheusObserver:
    """Implements calendar_core.observe.Observer: keeps what it hears in a registry of its own. Never raises.

    Of what is reported, each metric takes the labels that it declares; see bot.metrics.table.
    """

    def __init__(self) -> None:
        # Loaded here, for a bot without a port needs none of it and should start without.
        import prometheus_client

        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = prometheus_client.CollectorRegistry()
        prometheus_client.ProcessCollector(registry=self._registry)
        prometheus_client.GCCollector(registry=self._registry)
        prometheus_client.PlatformCollector(registry=self._registry)
        self._counters: dict[str, list[tuple[Metric, Counter]]] = defaultdict(list)
        self._histograms: dict[str, list[tuple[Metric, Histogram]]] = defaultdict(list)
        self._gauges: dict[str, list[tuple[Metric, Gauge]]] = defaultdict(list)
        self._strange: set[str] = set()
        for metric in METRICS:
            self._declare(metric)

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        counters = self._counters.get(name, ())
        if not counters or name in self._histograms or not 0 <= amount < math.inf:
            self._wonder(name)
            return
        for metric, counter in counters:
            _child(metric, counter, labels).inc(amount)

    def duration(self, name: str, seconds: float, /, **labels: str) -> None:
        histograms = self._histograms.get(name, ())
        if not histograms or not math.isfinite(seconds):
            self._wonder(name)
            return
        for metric, histogram in histograms:
            _child(metric, histogram, labels).observe(max(0.0, seconds))
        for metric, counter in self._counters.get(name, ()):
            _child(metric, counter, labels).inc()

    def level(self, name: str, value: float, /, **labels: str) -> None:
        gauges = self._gauges.get(name, ())
        if not gauges:
            self._wonder(name)
        for metric, gauge in gauges:
            _child(metric, gauge, labels).set(value)

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """Everything, for an HTTP Accept header: the body and its Content-Type."""
        from prometheus_client.exposition import choose_encoder

        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def _declare(self, metric: Metric) -> None:
        from prometheus_client import Counter, Gauge, Histogram

        unit = "" if metric.unit == BOOLEAN else metric.unit
        labels = tuple(metric.labels)
        if metric.kind is Kind.COUNTER:
            counter = Counter(metric.full_name, metric.help, labels, unit=unit, registry=self._registry)
            self._counters[metric.heard].append((metric, counter))
            if len(labels) == 1 and metric.series <= _FEW:
                for value in next(iter(metric.labels.values())):
                    counter.labels(value)
        elif metric.kind is Kind.HISTOGRAM:
            histogram = Histogram(
                metric.full_name, metric.help, labels, unit=unit, registry=self._registry, buckets=metric.buckets
            )
            self._histograms[metric.heard].append((metric, histogram))
        else:
            gauge = Gauge(metric.full_name, metric.help, labels, unit=unit, registry=self._registry)
            if not labels:
                gauge.set(math.nan)  # not measured yet, which 0 would hide
            self._gauges[metric.heard].append((metric, gauge))

    def _wonder(self, name: str) -> None:
        """Somebody reports what the table lacks: counted, and said once."""
        for _, counter in self._counters[UNKNOWN]:
            counter.inc()
        if name not in self._strange and len(self._strange) < 100:
            self._strange.add(name)
            log.warning("metric_not_declared", extra={"metric": name})


def _child(metric: Metric, parent: _Instrument, labels: dict[str, str]) -> _Instrument:
    """The series of these labels; of a metric without labels, itself."""
    if not metric.labels:
        return parent
    told = {name: labels.get(name, OTHER) for name in metric.labels}
    return parent.labels(*(value if value in metric.labels[name] else OTHER for name, value in told.items()))
