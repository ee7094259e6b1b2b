-- Leases count only the time in which the store is heard.
-- While it hangs, restarts or fails over nobody can renew, so without this whoever asks first afterwards would take
-- work from those that are still at it. Every process asks at least once a second; a longer silence was an outage.
local LONGEST_SILENCE = 2.5 -- seconds of one that count

-- How many seconds all leases that ran at that time are to be moved on, and when (by Clock.offset) the store was last
-- asked. The field '@' of the hash remembers that by Redis' own time, which no test moves.
local function silence(hash, time, offset)
  local raw = time[1] + time[2] / 1000000
  local last = tonumber(redis.call('HGET', hash, '@') or '') or raw
  redis.call('HSET', hash, '@', string.format('%.6f', raw))
  return raw - last - LONGEST_SILENCE, last + offset
end
