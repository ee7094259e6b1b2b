-- Keep an update. KEYS: update, the chat's updates, ready chats, busy chats, ids seen, all that wait.
-- ARGV: Clock.offset, update id, chat, payload, seconds an id is remembered. 0: it was here before.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local at = string.format('%.6f', now)
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', string.format('%.6f', now - tonumber(ARGV[5])))
if redis.call('ZADD', KEYS[5], 'NX', at, ARGV[2]) == 0 then
  return 0
end
redis.call('EXPIRE', KEYS[5], ARGV[5])
redis.call('HSET', KEYS[1], 'chat', ARGV[3], 'payload', ARGV[4], 'tries', '0', 'arrived', at)
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('SADD', KEYS[6], ARGV[2])
if not redis.call('ZSCORE', KEYS[4], ARGV[3]) then
  redis.call('ZADD', KEYS[3], 'NX', at, ARGV[3])
end
return 1
