-- Keep a row that a person asked for. KEYS: row, due, leases, record of the event's rows.
-- ARGV: Clock.offset, member, row id, json, due, start of the event, end of the event (epoch seconds).
local life = string.format('%.0f', (tonumber(ARGV[7]) + 3600 - tonumber(ARGV[1])) * 1000)
redis.call('SET', KEYS[1], ARGV[4], 'PXAT', life)
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('HSET', KEYS[4], ARGV[3], 'p ' .. ARGV[5] .. ' ' .. ARGV[6])
redis.call('PEXPIREAT', KEYS[4], life)
return redis.status_reply('OK')
