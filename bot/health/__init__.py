"""How the service is: facts for people and machines, incidents that people are told of, and the cache's checkups."""

from bot.health.consistency import CheckupPolicy, ConsistencyCheck, Outcome
from bot.health.facts import Health, HealthStores, Surroundings
from bot.health.host import Disk
from bot.health.mark import MarkFile
from bot.health.rhythm import Rhythm
from bot.health.watch import LOOK_EVERY, Watch, WatchedStores

__all__ = [
    "LOOK_EVERY",
    "CheckupPolicy",
    "ConsistencyCheck",
    "Disk",
    "Health",
    "HealthStores",
    "MarkFile",
    "Outcome",
    "Rhythm",
    "Surroundings",
    "Watch",
    "WatchedStores",
]
