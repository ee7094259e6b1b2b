-- Keep a write. KEYS: entry, due, the account's entries, busy events. ARGV: member, body, chat, kept_at, due,
-- last_error.
-- The same body again (a redelivered message) changes nothing; another one replaces it and begins anew.
if redis.call('HGET', KEYS[1], 'body') == ARGV[2] then
  redis.call('ZADD', KEYS[2], 'NX', ARGV[5], ARGV[1])
  redis.call('ZADD', KEYS[3], 'NX', ARGV[4], ARGV[1])
  return 0
end
local version = redis.call('HINCRBY', KEYS[4], '#', 1) -- never the same again, even after the entry has gone
redis.call('HSET', KEYS[1], 'v', '1', 'version', version, 'body', ARGV[2], 'chat', ARGV[3], 'kept_at', ARGV[4], 'attempts', '0',
  'last_error', ARGV[6], 'verdict', '', 'guess', '')
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
redis.call('ZADD', KEYS[3], 'NX', ARGV[4], ARGV[1])
return 1
