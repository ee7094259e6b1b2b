-- Put in front of limit_admit.lua: the common case, in which nothing cools down, no breaker is anything but closed, no
-- calendar is written to and no window is full. It takes the place as limit_admit.lua would, and leaves everything
-- else to it. Redis waits for a script, and a caller alone for nearly three times as long as it takes.
local asked = cmsgpack.unpack(ARGV[1])
local held = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
if not (held[2] or held[3] or held[4]) and tonumber(ARGV[3]) then
  local time, weight, widest = redis.call('TIME'), asked[6], asked[8]
  local now = time[1] * 1000000 + time[2] + asked[1]
  local left = asked[9] - weight - redis.call('ZCARD', KEYS[5])
  if 2 * left < asked[9] then
    left = left + redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now - widest)
  end
  local since = now - (tonumber(held[1]) or 0)
  if
    left >= 0
    and since >= 0
    and asked[10] - weight >= redis.call('ZCARD', KEYS[6])
    and asked[11] - weight >= redis.call('ZCARD', KEYS[7])
  then
    local life = math.ceil(widest / 1000)
    for i = 5, 7 do
      redis.call('ZADD', KEYS[i], now, ARGV[2])
      for part = 2, weight do
        redis.call('ZADD', KEYS[i], now, ARGV[2] .. ':' .. part)
      end
      if (i < 7 or since > 100000) and redis.call('PTTL', KEYS[i]) < life then
        redis.call('PEXPIRE', KEYS[i], 2 * life)
      end
    end
    if since > 100000 then
      redis.call('SET', KEYS[1], string.format('%.0f', now), 'PX', 3600000)
    end
    return redis.status_reply(string.format('0 0 0 0 %d 0', left))
  end
end
