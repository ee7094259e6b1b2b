-- Calendars whose sync is due by Redis' own time, longest overdue first. KEYS: calendars due. ARGV: Clock.offset, limit.
local TIME = redis.call('TIME')
local now = string.format('%.6f', TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1]))
return redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
