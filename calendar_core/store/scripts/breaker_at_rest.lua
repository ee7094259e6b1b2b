-- Put in front of breaker_settle.lua: nothing is stored and nothing failed, so there is nothing to do.
if ARGV[2] ~= '0' and redis.call('EXISTS', KEYS[2]) == 0 then
  return redis.status_reply('0 0 0 0')
end
