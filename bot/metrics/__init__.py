"""Figures about the bot for whoever runs it: what is counted, how Prometheus is told, and what is measured on asking.

Light to import: prometheus-client is loaded when a PrometheusObserver is made.
"""

from bot.metrics.logged import LogCounter
from bot.metrics.prometheus import PrometheusObserver
from bot.metrics.sampling import ServiceSampler
from bot.metrics.table import METRICS, Kind, Metric

__all__ = ["METRICS", "Kind", "LogCounter", "Metric", "PrometheusObserver", "ServiceSampler"]
