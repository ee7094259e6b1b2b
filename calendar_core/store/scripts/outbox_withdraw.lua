-- Drop a kept write that was done otherwise. KEYS: entry, due, the account's entries. ARGV: member.
-- Whoever is at it just now hears at its next step that the entry is no longer its own.
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return redis.call('DEL', KEYS[1])
