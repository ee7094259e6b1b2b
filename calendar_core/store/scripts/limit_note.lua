-- Take the place of a request that started without asking. breaker.lua stands in front.
-- KEYS 2-4: the windows, as in limit_admit.lua. ARGV 1, from 6: weight, microseconds ago, widest width, bound.
-- ARGV 2: id.
local WEIGHT, AGO, WIDEST, BOUND = ASKED[6], ASKED[7], ASKED[8], ASKED[9]

return with_clean_keys({ 'string', 'zset', 'zset', 'zset' }, function()
  local now = tell_time()
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now - WIDEST))
  if redis.call('ZCARD', KEYS[2]) > BOUND then
    return '0'
  end
  local life = math.ceil((WIDEST - AGO) / 1000)
  for i = 2, 4 do
    for part = 1, WEIGHT do
      redis.call('ZADD', KEYS[i], text(now - AGO), part == 1 and ARGV[2] or ARGV[2] .. ':' .. part)
    end
    if redis.call('PTTL', KEYS[i]) < life then
      redis.call('PEXPIRE', KEYS[i], text(life))
    end
  end
  return '1'
end)
