-- Everything that the watch over an account remembers, and the time. KEYS: its hash. ARGV: Clock.offset.
-- Answers {now, field, value, ...}.
local TIME = redis.call('TIME')
local found = redis.call('HGETALL', KEYS[1])
table.insert(found, 1, string.format('%.6f', TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])))
return found
