-- The right to sync one calendar. KEYS: state. ARGV: Clock.offset, seconds.
-- Answers {lease, now, field, value, ...} with the state as it stands; '' as lease: somebody else has it.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local until_ = tonumber(redis.call('HGET', KEYS[1], 'lease_until'))
if until_ and until_ > now then
  local held = redis.call('HGETALL', KEYS[1])
  table.insert(held, 1, string.format('%.6f', now))
  table.insert(held, 1, '')
  return held
end
local lease = tostring(redis.call('HINCRBY', KEYS[1], 'fence', 1))
redis.call('HSET', KEYS[1], 'lease', lease, 'lease_from', string.format('%.6f', now), 'lease_until',
  string.format('%.6f', now + tonumber(ARGV[2])))
redis.call('EXPIRE', KEYS[1], 2592000)
local answer = redis.call('HGETALL', KEYS[1])
table.insert(answer, 1, string.format('%.6f', now))
table.insert(answer, 1, lease)
return answer
