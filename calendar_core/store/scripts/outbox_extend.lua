-- A claimed write is still being seen through. KEYS: entry, due, busy events.
-- ARGV: Clock.offset, member, busy name, version, claim, seconds, verdict ('' for none yet, which changes nothing).
-- Answers 0 where it was replaced or has passed to somebody else.
local TIME = redis.call('TIME')
local until_ = string.format('%.6f', TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1]) + tonumber(ARGV[6]))
local held = string.match(redis.call('HGET', KEYS[3], ARGV[3]) or '', '^(%S+) ')
if held ~= ARGV[5] or redis.call('HGET', KEYS[1], 'version') ~= ARGV[4] then
  return 0
end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'verdict', ARGV[7])
end
redis.call('HSET', KEYS[3], ARGV[3], held .. ' ' .. until_)
redis.call('ZADD', KEYS[2], 'XX', until_, ARGV[2])
return 1
