-- Put in front of limit_admit.lua: the common cases, in which nothing cools down, no breaker is anything but closed and
-- nothing is reserved far ahead. It takes the place, or says how long there is none, as limit_admit.lua would, and
-- leaves everything else to it. Redis waits for a script, and a caller alone for nearly three times as long as it takes.
local asked = cmsgpack.unpack(ARGV[1])
local held = KEYS[8] and not ARGV[4] and redis.call('MGET', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[8])
  or redis.call('MGET', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
if not (held[2] or held[3] or held[4] or held[5] or ARGV[4]) then
  local time, weight, width, widest = redis.call('TIME'), asked[6], asked[7], asked[8]
  local now = time[1] * 1000000 + time[2] + asked[1]
  local since, left, wait = now - (tonumber(held[1]) or 0), 0, 0
  for i = 7, 5, -1 do
    local key, limit = KEYS[i], asked[4 + i]
    left = limit - weight - redis.call('ZCARD', key)
    if 2 * left < limit then
      left = left + redis.call('ZREMRANGEBYSCORE', key, '-inf', now - widest)
    end
    if left < 0 then
      -- Where its last `limit` starts lie within one width, the first of them has to leave it. A start that is reserved
      -- a width ahead could count then too, and one that is not so near leaves a gap: those are for limit_admit.lua.
      local first = tonumber(redis.call('ZRANGE', key, -left - 1, -left - 1, 'WITHSCORES')[2]) or 0
      local last = tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]) or 0
      local fits = last - first < width and last - now < width and first + width > now
      wait = math.max(wait, fits and first + width - now or 1e18)
    end
  end
  if since >= 0 and (wait == 0 or wait < 1e18 and wait > tonumber(ARGV[3])) then
    local stamp = string.format('%.0f', now)
    if since > 100000 then
      redis.call('SET', KEYS[1], stamp, 'PX', 3600000)
    end
    if wait > 0 then
      return redis.status_reply(string.format('3 %.0f 0 0 0 0', wait))
    end
    local life = math.ceil(widest / 1000)
    for i = 5, 7 do
      local key = KEYS[i]
      redis.call('ZADD', key, stamp, ARGV[2])
      for part = 2, weight do
        redis.call('ZADD', key, stamp, ARGV[2] .. ':' .. part)
      end
      if redis.call('PTTL', key) < life then
        redis.call('PEXPIRE', key, 2 * life)
      end
    end
    return redis.status_reply(string.format('0 0 0 0 %d 0', left))
  end
end
