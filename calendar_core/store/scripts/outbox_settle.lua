-- What became of a write. KEYS: entry, due, the account's entries, busy events.
-- ARGV: member, busy name, version, claim, due ('' for finished), attempts, last_error, verdict, guess (where due is one,
-- the earliest time it may be brought forward to, see outbox_hasten; '' where it was named).
-- An entry that was replaced meanwhile stays and is due as it was put; only the claim is given back.
local member, name, version, claim, due = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local held = string.match(redis.call('HGET', KEYS[4], name) or '', '^(%S+) ')
if held == claim then
  redis.call('HDEL', KEYS[4], name)
end
if redis.call('HGET', KEYS[1], 'version') ~= version then
  return 0
end
if due == '' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], member)
  redis.call('ZREM', KEYS[3], member)
else
  redis.call('HSET', KEYS[1], 'attempts', ARGV[6], 'last_error', ARGV[7], 'verdict', ARGV[8], 'guess', ARGV[9])
  redis.call('ZADD', KEYS[2], due, member)
end
return 1
