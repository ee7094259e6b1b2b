-- Take the place of a request that started without asking. breaker.lua stands in front.
-- KEYS 2-4: the windows of the endpoint, the account and the project. ARGV 1, from 6: weight, microseconds ago, widest
-- width, bound. ARGV 2: id.
local WEIGHT, AGO, WIDEST, BOUND = ASKED[6], ASKED[7], ASKED[8], ASKED[9]

local now = tell_time(redis.call('MGET', KEYS[1])[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now - WIDEST))
if redis.call('ZCARD', KEYS[2]) > BOUND then
  return redis.status_reply('0')
end
take_places({ KEYS[2], KEYS[3], KEYS[4] }, now - AGO, ARGV[2], WEIGHT, math.ceil((WIDEST - AGO) / 1000))
return redis.status_reply('1')
