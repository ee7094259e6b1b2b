-- The right to the checkup that is due, for one of all replicas. KEYS: the account's watch. ARGV: Clock.offset, seconds
-- until the next. Answers 1 for whoever is to do it. The first is due one period after it was first asked for.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local due = tonumber(redis.call('HGET', KEYS[1], 'checkup_due') or '')
local next_due = now + tonumber(ARGV[2])
if due and due > now and due <= next_due then
  return 0
end
redis.call('HSET', KEYS[1], 'checkup_due', string.format('%.6f', next_due))
return (due and due <= now) and 1 or 0
