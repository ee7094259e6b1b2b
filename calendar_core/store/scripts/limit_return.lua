-- When all replicas go back to what they share: the first that finds it again says so. breaker.lua stands in front.
-- KEYS 2: that instant. ARGV 1, from 6: microseconds from now, for the first.
-- Answers the microseconds that are left.
local SETTLE = ASKED[6]
local held = redis.call('MGET', KEYS[1], KEYS[2])
local now = tell_time(held[1])
local left = number(held[2]) - now
if left <= 0 or left > SETTLE then
  left = SETTLE
  redis.call('SET', KEYS[2], text(now + left), 'PX', text(math.ceil(left / 1000) + 1))
end
return redis.status_reply(text(left))
