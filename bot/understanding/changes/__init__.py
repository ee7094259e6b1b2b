"""Another time, length, place or name for an event that is there."""
