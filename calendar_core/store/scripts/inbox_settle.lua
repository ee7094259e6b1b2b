-- What became of an update. KEYS: update, the chat's updates, ready chats, busy chats, receipts, all that wait, parked.
-- ARGV: Clock.offset, update id, chat, receipt, seconds until the next try ('' for handled), tries, seconds a parked
-- update is kept. Answers 1 where it was parked. A receipt that is not the last one changes nothing.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local id, chat, after = ARGV[2], ARGV[3], ARGV[5]
if redis.call('HGET', KEYS[5], chat) ~= ARGV[4] then
  return 0
end
redis.call('HDEL', KEYS[5], chat)
redis.call('ZREM', KEYS[4], chat)
local parked = after ~= '' and tonumber(redis.call('HGET', KEYS[1], 'tries') or '0') >= tonumber(ARGV[6])
if after ~= '' and not parked then
  redis.call('ZADD', KEYS[3], string.format('%.6f', now + tonumber(after)), chat)
  return 0
end
redis.call('LREM', KEYS[2], 1, id)
redis.call('SREM', KEYS[6], id)
if parked then
  redis.call('ZADD', KEYS[7], string.format('%.6f', now), id)
  redis.call('EXPIRE', KEYS[7], ARGV[7])
  redis.call('EXPIRE', KEYS[1], ARGV[7])
else
  redis.call('DEL', KEYS[1])
end
local next_ = redis.call('LINDEX', KEYS[2], 0)
if next_ then
  redis.call('ZADD', KEYS[3], string.format('%.6f', now), chat)
end
return parked and 1 or 0
