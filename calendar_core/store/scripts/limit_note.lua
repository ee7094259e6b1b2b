-- Take the place of a request that started without asking. breaker.lua stands in front; breaker_settle.lua may follow,
-- where the request has ended too.
-- KEYS 3-5: the windows of the endpoint, the account and the project. ARGV 1, from 6: weight, microseconds ago, widest
-- width, bound. ARGV's last: id.
local function note()
  local weight, ago, widest, bound = ASKED[6], ASKED[7], ASKED[8], ASKED[9]
  local now = tell_time(redis.call('MGET', KEYS[1])[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now - widest))
  if redis.call('ZCARD', KEYS[3]) <= bound then
    local milliseconds = math.ceil((widest - ago) / 1000)
    take_places({ KEYS[3], KEYS[4], KEYS[5] }, now - ago, ARGV[#ARGV], weight, milliseconds)
  end
end

note()
